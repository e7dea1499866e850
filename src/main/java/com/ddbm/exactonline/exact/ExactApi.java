package com.ddbm.exactonline.exact;

import com.ddbm.exactonline.catalogue.Endpoint;
import java.time.LocalDateTime;
import java.util.List;

/**
 * Exact Online as the engine uses it, for one connection. Implementations retry what is transient,
 * ask for a newer token after a 401 and translate everything else into an {@link ExactException}.
 * Thread-safe; calls for one division must be sequential.
 *
 * <p>Limits: a wait of a few seconds may be slept through inside a call; for a longer one throw
 * {@link ExactException.Kind#LIMIT} at once with its retryAt, also when the budget refuses before
 * any call was made. The engine then works on other divisions and comes back, which costs no thread
 * and no lease. Rows of a page that ended in an exception are forgotten by the engine.
 */
public interface ExactApi {

  /**
   * Reads one page. A page that fails half-way may have delivered rows to the sink before it is
   * read again: the sink is told by {@link RetryableSink#restart()} first.
   */
  Page page(PageRequest request, RetryableSink sink) throws InterruptedException;

  /** A sink that can forget the rows of the page being read, since it will be delivered again. */
  interface RetryableSink extends RowSink {
    void restart();
  }

  /** The user behind the connection and a usable division (current/Me). */
  Me me() throws InterruptedException;

  /** All divisions the user may use (system/Divisions). */
  List<Division> divisions() throws InterruptedException;

  /**
   * The same list, asked for in a division that is known already: Exact does not check the division
   * in that address, any known code serves (facts.md section 2, reported). The user's current one
   * is asked for (current/Me), and the list read there, when the first is refused or has no calls
   * left, or when the list lacks one of the known: one division must not stop all, and none is
   * given up by a list that may be another division's. Where that is refused too, the others are
   * asked.
   *
   * @param known divisions the user could read so far, empty when there are none
   */
  default List<Division> divisions(List<Integer> known) throws InterruptedException {
    return divisions();
  }

  /**
   * Whether the user may read this endpoint in this division (users/UserHasRights); tells empty
   * from forbidden.
   */
  Right mayRead(int division, Endpoint endpoint) throws InterruptedException;

  /**
   * The first Timestamp at or after a date (SyncTimestamp); only where the endpoint has a
   * syncTimestampName.
   */
  long timestampAt(int division, Endpoint endpoint, LocalDateTime modified)
      throws InterruptedException;

  /** What is known of a right. */
  enum Right {
    GRANTED,
    MISSING,
    /** The server does not tell. */
    UNKNOWN
  }

  /** The user. */
  record Me(String userName, String fullName, int currentDivision) {}

  /**
   * A division.
   *
   * @param status Exact's Status
   * @param blockingStatus Exact's BlockingStatus, 0 when free
   * @param archived whether it has an ArchiveDate
   * @param movedAt DivisionMoveDate as wall clock, null when never moved
   */
  record Division(
      int code,
      String description,
      int status,
      int blockingStatus,
      boolean archived,
      LocalDateTime movedAt) {}
}
