package com.ddbm.exactonline.state;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Connections as stored. Names are compared exactly as typed. One thread. */
public interface ConnectionRepository {

  Optional<ConnectionRecord> find(String name);

  /** All of them, by name. */
  List<ConnectionRecord> all();

  /** Adds one, with the lease row of its token. */
  void insert(ConnectionRecord connection, Instant now);

  /** Removes it and its token lease; its divisions and the deletion log stay. */
  void delete(String name);

  /** Remembers who signed in. */
  void saveUser(String name, String userName);

  /** Remembers a connection's present trouble, or that it has none. */
  void saveTrouble(String name, Optional<Trouble> trouble);

  /**
   * What is wrong with a connection.
   *
   * @param status the status it gets: CONNECTED when the trouble may pass by itself
   * @param code EO number
   * @param message its sentence, without secrets
   * @param remedy what to do
   */
  record Trouble(String status, String code, String message, String remedy) {}
}
