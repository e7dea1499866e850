package com.ddbm.exactonline.state;

import java.time.Instant;
import java.util.Optional;

/**
 * A connection as stored; it holds no secret.
 *
 * @param key a generated name (letters, digits, underscore) used in names of secrets; never user
 *     text
 * @param site nl, be, de, fr, es, uk, us
 * @param status CREATED (never signed in), CONNECTED, SIGN_IN_NEEDED
 * @param tokenGeneration rises with every stored token pair
 */
public record ConnectionRecord(
    String key,
    String name,
    String site,
    String clientId,
    String redirectUri,
    long dailyCalls,
    String status,
    Optional<String> userName,
    long tokenGeneration,
    Optional<Instant> tokenReceivedAt,
    Optional<Instant> refreshTokenExpiresAt,
    Optional<String> errorCode,
    Optional<String> remedy) {}
