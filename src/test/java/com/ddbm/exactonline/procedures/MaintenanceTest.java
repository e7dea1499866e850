package com.ddbm.exactonline.procedures;

import static org.assertj.core.api.Assertions.assertThat;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.TokenStore;
import com.ddbm.exactonline.state.Event;
import com.ddbm.exactonline.twins.DeletionLog;
import com.ddbm.exactonline.twins.InMemoryDatabase;
import com.ddbm.exactonline.twins.InMemorySyncJournal;
import com.ddbm.exactonline.twins.InMemoryTarget;
import com.ddbm.exactonline.twins.Records;
import com.ddbm.exactonline.warehouse.SqlRow;
import com.ddbm.exactonline.warehouse.SqlSession;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The weekly task: sign-ins are renewed, then state is tidied; neither stops the other. */
class MaintenanceTest {

  private final InMemoryApp app = new InMemoryApp();
  private final InMemoryDatabase database = new InMemoryDatabase();
  private final DeletionLog log = new DeletionLog();
  private final InMemorySyncJournal journal =
      new InMemorySyncJournal(database, log, new InMemoryTarget(database, log));
  private final List<String> done = new ArrayList<>();

  @BeforeEach
  void threeConnections() {
    for (String name : List.of("a", "b", "c")) {
      app.connections.insert(Records.connection(name), InMemoryApp.NOW);
    }
  }

  @Test
  void signInsAreRenewedBeforeAnythingIsTidied() throws InterruptedException {
    Outcome outcome = maintenance("none", false).keepAlive();
    assertThat(outcome.isDone()).isTrue();
    assertThat(done.subList(0, 3)).containsExactly("token a", "token b", "token c");
    assertThat(done.subList(3, done.size()))
        .hasSizeGreaterThan(1)
        .allMatch(each -> each.startsWith("DELETE FROM state."));
    assertThat(journal.events()).isEmpty();
  }

  @Test
  void aSignInThatFailsStopsNeitherTheOthersNorTheTidying() throws InterruptedException {
    Outcome outcome = maintenance("b", false).keepAlive();
    assertThat(outcome.code()).isEqualTo("EO-2005");
    assertThat(done).contains("token a", "token c").anyMatch(each -> each.startsWith("DELETE"));
    assertThat(journal.events()).extracting(Event::code).containsExactly("EO-2005");
    assertThat(journal.events().get(0).connection()).contains("b");
  }

  @Test
  void aTidyingThatSnowflakeRefusesIsToldAfterAllSignInsWereRenewed() throws InterruptedException {
    Outcome outcome = maintenance("none", true).keepAlive();
    assertThat(outcome.code()).isEqualTo("EO-3004");
    assertThat(done).contains("token a", "token b", "token c");
    assertThat(journal.events()).extracting(Event::level).containsExactly("WARNING");
  }

  private Maintenance maintenance(String failing, boolean refuses) {
    SqlSession sql = new Statements(refuses);
    return new Maintenance(
        sql,
        app.connections,
        app.configurations,
        app.schedules,
        app.runs,
        new ConnectionSecrets(sql),
        app.tasks,
        (connection, rejected) -> token(connection, failing),
        journal,
        app.clock);
  }

  private TokenStore.AccessToken token(String connection, String failing) {
    if (connection.equals(failing)) {
      throw new ConnectorException(ErrorCode.EO_2005, null);
    }
    done.add("token " + connection);
    return new TokenStore.AccessToken("value", 1, InMemoryApp.NOW, InMemoryApp.NOW);
  }

  /** The number of rows that a statement took away. */
  private record One() implements SqlRow {
    @Override
    public Object value(int column) {
      return 1L;
    }

    @Override
    public int size() {
      return 1;
    }
  }

  /** Notes statements, each of which took one row away, or refuses them. */
  private final class Statements implements SqlSession {

    private final boolean refuses;

    Statements(boolean refuses) {
      this.refuses = refuses;
    }

    @Override
    public List<SqlRow> query(String text, Object... binds) {
      if (refuses) {
        throw new ConnectorException(ErrorCode.EO_3004, null, "no room");
      }
      done.add(text);
      return List.of(new One());
    }

    @Override
    public void forEach(String text, Consumer<SqlRow> rows, Object... binds) {
      query(text, binds).forEach(rows);
    }

    @Override
    public void execute(String text, Object... binds) {
      query(text, binds);
    }

    @Override
    public void upload(String location, byte[] content) {
      throw new AssertionError("nothing is uploaded here");
    }
  }
}
