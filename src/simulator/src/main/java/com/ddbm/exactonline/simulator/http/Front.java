package com.ddbm.exactonline.simulator.http;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SelectableChannelEndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP server in front of a {@link Service}; the only class that knows which server it is. */
public final class Front implements AutoCloseable {
  private static final int LONGEST_HEADER = 64 * 1024;

  /** Answers requests, many at once. */
  public interface Service {
    /** Answers a request; may take its time. */
    Outgoing answer(Incoming incoming);
  }

  private final Server server;
  private final ServerConnector connector;

  /** Starts to listen on the port of the given address, or on a free one when it is 0. */
  public Front(String host, int port, Service service) {
    QueuedThreadPool threads = new QueuedThreadPool(400, 8);
    threads.setName("simulator");
    threads.setDaemon(true);
    server = new Server(threads);
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setRequestHeaderSize(LONGEST_HEADER);
    configuration.setSendServerVersion(false);
    configuration.setSendDateHeader(true);
    configuration.setUriCompliance(UriCompliance.UNSAFE);
    configuration.setOutputBufferSize(64 * 1024);
    connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
    connector.setHost(host);
    connector.setPort(port);
    connector.setIdleTimeout(120_000);
    connector.setAcceptQueueSize(1024);
    server.addConnector(connector);
    server.setHandler(
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback)
              throws Exception {
            serve(service, request, response, callback);
            return true;
          }
        });
    try {
      server.start();
    } catch (Exception failure) {
      close();
      throw new IllegalStateException(
          "Cannot listen on port " + port + ": " + failure.getMessage(), failure);
    }
  }

  /** The port it listens on. */
  public int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception failure) {
      throw new IllegalStateException("The server did not stop", failure);
    }
  }

  private static void serve(Service service, Request request, Response response, Callback callback)
      throws IOException {
    Outgoing outgoing;
    try {
      outgoing = service.answer(incoming(request));
    } catch (RuntimeException failure) {
      System.err.println("Cannot answer " + request.getHttpURI().getPath());
      failure.printStackTrace();
      outgoing = Outgoing.text(500, "text/plain", "The simulator failed: " + failure);
    }
    try {
      response.setStatus(outgoing.status());
      outgoing.headers().forEach((name, value) -> response.getHeaders().put(name, value));
      switch (outgoing.ending()) {
        case RESET -> {
          reset(request);
          callback.failed(new IOException("Reset on command"));
          return;
        }
        case CUT_OFF -> {
          ByteBuffer body = outgoing.body();
          response.getHeaders().put("Content-Length", body.remaining());
          body.limit(body.limit() / 2);
          Content.Sink.write(response, false, body);
          reset(request);
          callback.failed(new IOException("Cut off on command"));
          return;
        }
        case COMPLETE -> {
          if (outgoing.stream() == null) {
            ByteBuffer body = outgoing.body();
            response.getHeaders().put("Content-Length", body.remaining());
            Content.Sink.write(response, true, body);
          } else {
            outgoing.stream().writeTo(piece -> Content.Sink.write(response, false, piece));
            Content.Sink.write(response, true, ByteBuffer.allocate(0));
          }
        }
      }
      callback.succeeded();
    } catch (IOException gone) {
      // The caller went away in the middle of an answer: its own affair, also on command.
      callback.failed(gone);
    } finally {
      outgoing.release();
    }
  }

  private static Incoming incoming(Request request) throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (HttpField field : request.getHeaders()) {
      headers.putIfAbsent(field.getName().toLowerCase(Locale.ROOT), field.getValue());
    }
    String query = request.getHttpURI().getQuery();
    String body = request.getLength() == 0 ? "" : Content.Source.asString(request);
    String path = request.getHttpURI().getDecodedPath();
    int length =
        request.getHttpURI().getPathQuery().length()
            + headers.getOrDefault("host", "").length()
            + 8;
    return new Incoming(
        request.getMethod(), path, query == null ? "" : query, length, headers, body);
  }

  /** Ends the connection with RST rather than FIN, as a failing network does. */
  private static void reset(Request request) {
    EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
    if (endPoint instanceof SelectableChannelEndPoint selectable
        && selectable.getChannel() instanceof SocketChannel channel) {
      try {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
      } catch (IOException alreadyGone) {
        // Nothing left to reset.
      }
    }
    endPoint.close();
  }
}
