package com.ddbm.exactonline.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * docs/endpoints.md says what the catalogue says. {@code -Dupdate.docs=true} writes it anew
 * (scripts/update-docs).
 */
class EndpointReferenceTest {

  private static final Path DOCUMENT = Path.of("docs", "endpoints.md");

  @Test
  void theReferenceOfEndpointsIsCurrent() throws IOException {
    String wanted = document();
    if (Boolean.getBoolean("update.docs")) {
      Files.writeString(DOCUMENT, wanted);
    }
    assertThat(DOCUMENT).hasContent(wanted);
  }

  private static String document() {
    StringBuilder text = new StringBuilder();
    text.append("# Endpoints\n\n");
    text.append("The ").append(Catalogue.get().endpoints().size());
    text.append(
        " endpoints, a table each. *How loaded*: `row version` fetches what Exact's own change"
            + " number says has changed; `modified` what was changed since the last run by date;"
            + " `snapshot` compares the whole answer with the table and writes the differences;"
            + " `full` fetches everything. This page is made from the catalogue by"
            + " `scripts/update-docs`; `core.endpoints` shows the same in your account.\n\n");
    text.append(
        "| endpoint | title | table | how loaded | how deletions arrive | key | scopes |\n");
    text.append("|---|---|---|---|---|---|---|\n");
    for (Endpoint endpoint : Catalogue.get().endpoints()) {
      text.append("| `").append(endpoint.id()).append("` | ").append(endpoint.title());
      text.append(" | ").append(endpoint.table());
      text.append(" | ").append(endpoint.strategy().label());
      text.append(" | ").append(endpoint.deletions().label());
      text.append(" | ").append(String.join(", ", endpoint.keyColumns()));
      text.append(" | ").append(String.join(", ", endpoint.scopes())).append(" |\n");
    }
    String noted =
        Catalogue.get().endpoints().stream()
            .filter(endpoint -> !endpoint.notes().isBlank())
            .map(endpoint -> "- `" + endpoint.id() + "`: " + endpoint.notes())
            .collect(Collectors.joining("\n"));
    return text.append("\n## Notes\n\n").append(noted).append("\n").toString();
  }
}
