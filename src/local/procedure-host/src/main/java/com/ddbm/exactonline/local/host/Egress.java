package com.ddbm.exactonline.local.host;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;

/**
 * Leads what a call may reach to the egress proxy. Everything else goes the direct way, where no
 * name resolves (the server starts this JVM with a hosts file of its own), so that a missing
 * approval is an {@link java.net.UnknownHostException} as in Snowflake.
 */
final class Egress extends ProxySelector {
  private static final int HTTPS = 443;

  private final List<Proxy> proxy;

  Egress(int port) {
    this.proxy = List.of(new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", port)));
  }

  @Override
  public List<Proxy> select(URI target) {
    boolean web = "https".equals(target.getScheme());
    int port = target.getPort() < 0 ? HTTPS : target.getPort();
    boolean open =
        web && Call.current().map(call -> call.mayReach(target.getHost(), port)).orElse(false);
    return open ? proxy : List.of(Proxy.NO_PROXY);
  }

  @Override
  public void connectFailed(URI target, SocketAddress address, IOException failure) {
    // the caller sees the failure itself
  }
}
