"""The JVM for Java procedures: starts it, hands calls over, and takes results back.

The two sides exchange JSON lines over the JVM's standard input and output. When this server ends, the JVM's input ends and it goes too.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable

from local_snowflake.options import Options
from local_snowflake.result import SqlError

logger = logging.getLogger("local_snowflake.host")
_LOG_BYTES = 10_000_000
# Java would begin with a 64th of the machine's memory, fill that before it collects anything, and give nothing back.
_MEMORY = ("-Xms32m", "-XX:MinHeapFreeRatio=20", "-XX:MaxHeapFreeRatio=40", "-XX:+UseSerialGC")
# Java 17 uses the processor's instructions for AES-GCM only in what its second compiler has made. These methods wait for it behind
# others that are called more often: on two cores for more than a hundred megabytes, which until then take more time than reading,
# hashing and writing their rows. So they are compiled early, and whoever calls them waits for it.
_ENCRYPTION = (
    "-XX:CompileCommand=quiet",
    *(
        f"-XX:CompileCommand={option},com.sun.crypto.provider.{method},{value}"
        for method in ("GHASH::update", "CounterMode::*")
        for option, value in (("CompileThresholdScaling", "0.02"), ("BackgroundCompilation", "false"))
    ),
)
HOST_FOLDER = Path(__file__).resolve().parents[2] / "procedure-host" / "target"


@dataclass
class HostCall:
    """A call that the JVM works on."""

    id: int
    secret: Callable[[str], str]
    log: Callable[[dict[str, Any]], None]
    done: threading.Event = field(default_factory=threading.Event)
    value: str | None = None
    error: SqlError | None = None
    handler: str = ""

    def fail(self, error: SqlError) -> None:
        """End the call with an error (the first end counts)."""
        if not self.done.is_set():
            self.error = error
            self.done.set()


class ProcedureHost:
    """One JVM at a time; a new one is started by the next call when it died."""

    def __init__(self, options: Options, ports: Callable[[], tuple[int, int]], authority: Path) -> None:
        self._options = options
        self._ports = ports
        self._authority = authority
        self._lock = threading.Lock()
        self._write_lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._ready = threading.Event()
        self._calls: dict[int, HostCall] = {}
        self._numbers = 0
        self._stopped = False

    @property
    def pid(self) -> int | None:
        """The process id of the running JVM."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def begin(self, message: dict[str, Any], secret: Callable[[str], str],
              log: Callable[[dict[str, Any]], None]) -> HostCall:
        """Hand a call over; the JVM is started when none runs."""
        with self._lock:
            self._ensure_running()
            self._numbers += 1
            call = HostCall(self._numbers, secret, log, handler=message["handler"])
            self._calls[call.id] = call
        self._send({"type": "call", "id": call.id, **message})
        return call

    def cancel(self, call: HostCall) -> None:
        """Interrupt a call; whoever waits for it goes on at once."""
        self._send({"type": "cancel", "id": call.id})
        call.fail(SqlError("SQL execution canceled", 604, "57014"))

    def forget(self, call: HostCall) -> None:
        """The caller has its answer, and the call's session is closed."""
        self._send({"type": "end", "id": call.id})
        with self._lock:
            self._calls.pop(call.id, None)

    def unload(self, package: str) -> None:
        """A package is no longer installed."""
        if self.pid is not None:
            self._send({"type": "unload", "package": package})

    def stop(self) -> None:
        """End the JVM."""
        self._stopped = True
        process = self._process
        if process is None or process.poll() is not None:
            return
        assert process.stdin is not None
        try:
            process.stdin.close()
        except OSError:
            pass
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)

    def kill(self) -> None:
        """End the JVM without a word, and return once it is gone."""
        process = self._process
        if process is not None:
            process.kill()
            process.wait()

    def _ensure_running(self) -> None:
        if self._stopped:
            raise SqlError("The local Snowflake is stopping.", 604, "57014")
        if self.pid is not None:
            return
        self._ready.clear()
        self._process = self._start()
        threading.Thread(target=self._read, args=(self._process,), name="procedure-host-reader", daemon=True).start()
        if not self._ready.wait(60) or self.pid is None:
            raise SqlError(f"The JVM for Java procedures did not start; see {self._log()}.", 300010, "58000")

    def _start(self) -> subprocess.Popen[bytes]:
        jar = HOST_FOLDER / "procedure-host.jar"
        if not jar.exists():
            raise SqlError(f"Java procedures need {jar}; build it with: mvn -f {jar.parents[1] / 'pom.xml'} package", 300010, "58000")
        home = os.environ.get("JAVA_HOME")
        java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
        if not java or not Path(java).exists():
            raise SqlError("Java procedures need a Java 17 (JAVA_HOME, or java on the PATH).", 300010, "58000")
        folder = self._options.data / "procedure-host"
        folder.mkdir(parents=True, exist_ok=True)
        hosts = folder / "hosts"
        hosts.write_text("127.0.0.1 localhost\n127.0.0.1 " + os.uname().nodename + "\n", encoding="utf-8")
        command = [
            java, *_MEMORY, f"-Xmx{self._options.procedure_heap}", *_ENCRYPTION,
            "-XX:+ExitOnOutOfMemoryError", "-XX:-HeapDumpOnOutOfMemoryError", "-XX:-CreateCoredumpOnCrash",
            "-Duser.timezone=UTC", "-Dfile.encoding=UTF-8", "-Djava.security.manager=allow",
            f"-Djdk.net.hosts.file={hosts}", f"-Djava.io.tmpdir={_temporary(folder)}", "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "-cp", f"{jar}{os.pathsep}{HOST_FOLDER / 'lib'}/*", "com.ddbm.exactonline.local.host.Main",
            str(self._ports()[0]), str(self._authority), str(folder / "trust.p12"), str(self._ports()[1]),
        ]
        self._log().parent.mkdir(parents=True, exist_ok=True)
        if self._log().exists() and self._log().stat().st_size > _LOG_BYTES:
            self._log().replace(self._log().with_suffix(".log.1"))
        # Native memory in two arenas: one for each thread that compresses or encrypts would stay as large as it ever was.
        environment = {**os.environ, "MALLOC_ARENA_MAX": "2"}
        with open(self._log(), "ab") as log:
            return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, env=environment, start_new_session=True)

    def _log(self) -> Path:
        return self._options.logs / "procedure-host.log"

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            try:
                self._accept(json.loads(line))
            except ValueError:
                logger.warning("the procedure host wrote something else than JSON: %.200r", line)
        code = process.wait()
        self._ready.set()
        reason = "it ran out of memory" if code == 3 else f"exit code {code}"
        with self._lock:
            calls = list(self._calls.values()) if self._process is process else []
        for call in calls:
            call.fail(SqlError(f"The JVM of the procedure ended unexpectedly ({reason}) in handler {call.handler}.", 100357, "P0000"))
        if not self._stopped:
            logger.warning("the procedure host ended: %s", reason)

    def _accept(self, message: dict[str, Any]) -> None:
        kind = message["type"]
        if kind == "ready":
            self._ready.set()
            return
        with self._lock:
            call = self._calls.get(message["id"])
        if kind == "secret":
            # answered on a thread of its own: the reader must never wait
            threading.Thread(target=self._answer_secret, args=(message, call), daemon=True).start()
        elif call is None:
            return
        elif kind == "log":
            call.log(message)
        elif kind == "result":
            call.value = message.get("value")
            call.done.set()
        else:
            call.fail(SqlError(message["trace"].strip() + f"\n in handler {call.handler}", 100357, "P0000"))

    def _answer_secret(self, message: dict[str, Any], call: HostCall | None) -> None:
        answer: dict[str, Any] = {"type": "secret", "question": message["question"]}
        try:
            if call is None:
                raise SqlError("The procedure has ended.")
            answer["value"] = call.secret(message["alias"])
        except SqlError as error:
            answer["error"] = error.message
        self._send(answer)

    def _send(self, message: dict[str, Any]) -> None:
        process = self._process
        if process is None or process.stdin is None:
            return
        line = json.dumps(message).encode() + b"\n"
        with self._write_lock:
            try:
                process.stdin.write(line)
                process.stdin.flush()
            except (OSError, ValueError):
                logger.info("the procedure host takes no more messages")


def _temporary(folder: Path) -> Path:
    """The folder that procedures see as their temporary one, emptied at each start."""
    temporary = folder / "tmp"
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    return temporary
