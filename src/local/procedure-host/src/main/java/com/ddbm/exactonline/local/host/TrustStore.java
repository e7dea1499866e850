package com.ddbm.exactonline.local.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** What the JVM trusts: everything it always does, and the authority of the local egress proxy. */
final class TrustStore {
  private static final String PASSWORD = "changeit";

  private TrustStore() {}

  /**
   * Writes a trust store with the JVM's own authorities and one more, and makes it the default.
   * Called before the first connection.
   */
  static void install(Path authority, Path store) throws IOException {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      int number = 0;
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509TrustManager own) {
          for (X509Certificate certificate : own.getAcceptedIssuers()) {
            trusted.setCertificateEntry("authority-" + number++, certificate);
          }
        }
      }
      try (InputStream input = Files.newInputStream(authority)) {
        Certificate certificate =
            CertificateFactory.getInstance("X.509").generateCertificate(input);
        trusted.setCertificateEntry("local-egress", certificate);
      }
      try (OutputStream output = Files.newOutputStream(store)) {
        trusted.store(output, PASSWORD.toCharArray());
      }
    } catch (GeneralSecurityException e) {
      throw new IOException("The trust store of the procedure host cannot be written.", e);
    }
    System.setProperty("javax.net.ssl.trustStore", store.toString());
    System.setProperty("javax.net.ssl.trustStoreType", "PKCS12");
    System.setProperty("javax.net.ssl.trustStorePassword", PASSWORD);
  }
}
