package com.ddbm.exactonline.catalogue;

/**
 * A property by whose values an endpoint may be fetched in parts; fetching it in one chain stays
 * right.
 *
 * @param property as Exact Online spells it
 * @param from where its values come from, in words
 * @param filter the filter with the value in braces, for example {@code ReportingYear eq {year}}
 */
public record Iteration(String property, String from, String filter) {}
