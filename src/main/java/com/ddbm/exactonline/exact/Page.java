package com.ddbm.exactonline.exact;

import java.util.List;

/**
 * A page that was read to its end.
 *
 * @param rows how many rows it had (it may be none and still have a next link)
 * @param nextLink as received, or null on the last page
 * @param refusedColumns names of columns the server refused, so that the page was fetched again
 *     without them
 * @param calls how many calls it took, retries included
 */
public record Page(int rows, String nextLink, List<String> refusedColumns, int calls) {}
