package com.ddbm.exactonline.procedures;

import com.ddbm.exactonline.errors.ConnectorException;
import com.ddbm.exactonline.errors.ErrorCode;
import com.ddbm.exactonline.exact.RedirectedAddress;
import com.ddbm.exactonline.exact.TokenCustodian;
import com.ddbm.exactonline.exact.TokenStore.AccessToken;
import com.ddbm.exactonline.state.ConnectionRecord;
import com.ddbm.exactonline.state.ConnectionRepository;

/** What the custodian's two procedures do: the only code of the app that sees a secret. */
final class Custodian {

  private final TokenCustodian tokens;
  private final ConnectionRepository connections;
  private final ConnectionSecrets secrets;
  private final SecretReader reader;

  Custodian(
      TokenCustodian tokens,
      ConnectionRepository connections,
      ConnectionSecrets secrets,
      SecretReader reader) {
    this.tokens = tokens;
    this.connections = connections;
    this.secrets = secrets;
    this.reader = reader;
  }

  Outcome accessToken(String connection, long rejectedGeneration) throws InterruptedException {
    try {
      return TokenAnswers.granted(tokens.accessToken(connection, rejectedGeneration));
    } catch (ConnectorException failure) {
      return TokenAnswers.failed(failure);
    }
  }

  /** Both values NULL: they are taken from the inbox, which is empty afterwards in any case. */
  Outcome exchange(String connection, String clientSecret, String redirectUrl)
      throws InterruptedException {
    try {
      ConnectionRecord record =
          connections
              .find(connection)
              .orElseThrow(() -> new ConnectorException(ErrorCode.EO_1002, null, connection));
      boolean fromInbox = clientSecret == null && redirectUrl == null;
      Inbox given = fromInbox ? takeInbox(record) : new Inbox(clientSecret.strip(), redirectUrl);
      String code = RedirectedAddress.parse(given.redirectedAddress()).code();
      AccessToken token =
          tokens.authorize(connection, given.clientSecret(), code, record.redirectUri());
      return TokenAnswers.granted(token);
    } catch (ConnectorException failure) {
      return TokenAnswers.failed(failure);
    }
  }

  private Inbox takeInbox(ConnectionRecord connection) {
    try {
      return Inbox.read(
          reader.read(ConnectionSecrets.inboxAlias(connection.key())), connection.name());
    } finally {
      secrets.emptyInbox(connection.key());
    }
  }
}
