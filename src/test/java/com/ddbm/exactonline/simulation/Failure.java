package com.ddbm.exactonline.simulation;

import java.util.List;

/**
 * The failures that integrators reported, by their number in the facts about Exact Online (section
 * 8), and what the simulation counts when one happened.
 */
enum Failure {
  REFRESH_TOO_EARLY(1, "fault TOO_EARLY", "refresh too early"),
  SPENT_REFRESH_TOKEN(2, "spent refresh token refused"),
  REFRESH_TOKEN_OF_30_DAYS(3, "refresh token past its 30 days"),
  BROKEN_CHAIN(4, "fault BROKEN_CHAIN"),
  TOKEN_ANSWER_EMPTY_OR_RESET(5, "token fault EMPTY_BODY", "token fault RESET"),
  EXPIRES_IN_AS_TEXT_AND_NUMBER(6, "expires_in as a text", "expires_in as a number"),
  TOKEN_EXPIRES_IN_A_CHAIN(7, "401 for a next link"),
  MINUTE_LIMIT(8, "429 of the minute"),
  DAY_LIMIT(9, "429 of the day"),
  BARE_429(10, "fault BARE_429"),
  REQUEST_TIMEOUT(11, "fault TIMEOUT"),
  SERVER_ERRORS(12, "fault SERVER_ERROR", "fault MAINTENANCE", "fault NETWORK_599"),
  LOGIN_PAGE(13, "fault LOGIN_PAGE"),
  XML(14, "fault XML"),
  SCOPE(15, "403 for a scope"),
  CLOSED_DIVISION(16, "403 for a division"),
  MISSING_RIGHT(17, "empty for want of a right"),
  BARE_ARRAY(18, "fault BARE_ARRAY"),
  DUPLICATE_KEY(19, "fault DUPLICATE_ROW", "fault OLDER_VERSION_AFTER"),
  CREATED_AGAIN(20, "created again under its old key"),
  MOVE(21, "event MOVE"),
  DELETIONS_FORGOTTEN(22, "deletions older than two months left out"),
  OTHER_PROPERTIES(23, "fault EXTRA_PROPERTY", "property left out"),
  TRUNCATED(24, "fault TRUNCATED"),
  FIELD_REFUSED(25, "400 for a field"),
  ERRORS_COUNTED(26, "answer that counts for the block"),
  SHORT_PAGE(27, "fault SHORT_PAGE"),
  SKIP_TOKENS(28, "skiptoken L", "skiptoken guid", "skiptoken datetime,guid"),
  ODD_VALUES(29, "padded text", "CRLF in a text", "zero GUID", "date before 1970"),
  TWO_REFRESH_AT_ONCE(30, "token lease held by another");

  final int number;
  final List<String> counted;

  Failure(int number, String... counted) {
    this.number = number;
    this.counted = List.of(counted);
  }
}
