package com.ddbm.exactonline.local.host;

import java.io.FileDescriptor;
import java.security.Permission;
import java.security.Policy;
import java.security.ProtectionDomain;
import java.util.Set;

/**
 * Keeps procedures where Snowflake keeps them: they connect to nothing but this machine's server
 * and egress proxy, and start no other programs. Everything else is allowed. Java 17 still has this
 * mechanism; where it is gone the proxy and the hosts file remain.
 */
@SuppressWarnings("deprecation")
final class Guard extends SecurityManager {
  private static final int RESOLVE = -1;

  private final Set<Integer> ports;

  private Guard(Set<Integer> ports) {
    this.ports = ports;
  }

  /** Allows connections to these ports of the loopback address only. */
  static void install(Set<Integer> ports) {
    try {
      Policy.setPolicy(new EverythingElse());
      System.setSecurityManager(new Guard(ports));
    } catch (UnsupportedOperationException e) {
      System.err.println("connections by address are not guarded on this Java: " + e.getMessage());
    }
  }

  @Override
  public void checkConnect(String host, int port) {
    boolean loopback =
        host.equals("127.0.0.1")
            || host.equals("localhost")
            || host.equals("::1")
            || host.equals("0:0:0:0:0:0:0:1");
    if (port != RESOLVE && !(loopback && ports.contains(port))) {
      throw new SecurityException("A procedure may not connect to " + host + ":" + port + ".");
    }
  }

  @Override
  public void checkConnect(String host, int port, Object context) {
    checkConnect(host, port);
  }

  @Override
  public void checkExec(String command) {
    throw new SecurityException("A procedure may not start programs: " + command);
  }

  @Override
  public void checkPermission(Permission permission) {
    if (permission.getName().equals("setSecurityManager")) {
      throw new SecurityException("A procedure may not lift its limits.");
    }
  }

  // called so often that not even a Permission object should be made for them

  @Override
  public void checkRead(String file) {}

  @Override
  public void checkRead(FileDescriptor file) {}

  @Override
  public void checkWrite(String file) {}

  @Override
  public void checkWrite(FileDescriptor file) {}

  @Override
  public void checkDelete(String file) {}

  @Override
  public void checkPropertyAccess(String key) {}

  @Override
  public void checkPackageAccess(String name) {}

  @Override
  public void checkPackageDefinition(String name) {}

  @Override
  public void checkLink(String library) {}

  @Override
  public void checkAccess(Thread thread) {}

  @Override
  public void checkAccess(ThreadGroup group) {}

  /**
   * What the guard itself does not refuse is allowed, also where the JDK asks its policy directly.
   */
  private static final class EverythingElse extends Policy {
    @Override
    public boolean implies(ProtectionDomain domain, Permission permission) {
      return true;
    }
  }
}
