package com.ddbm.exactonline.exact;

import com.ddbm.exactonline.relocated.okhttp3.ConnectionSpec;
import com.ddbm.exactonline.relocated.okhttp3.OkHttpClient;
import java.util.List;

/**
 * The shipped transport over plain HTTP, as all engines of the benchmark speak to the simulator.
 * Here, since the shipped one lets nobody outside its package choose.
 */
public final class PlainTransport {

  private PlainTransport() {}

  /** A new one. */
  public static OkHttpTransport open() {
    return new OkHttpTransport(
        new OkHttpClient.Builder().connectionSpecs(List.of(ConnectionSpec.CLEARTEXT)));
  }
}
