package com.ddbm.exactonline.simulator.api;

import com.ddbm.exactonline.simulator.catalogue.Catalogue;
import com.ddbm.exactonline.simulator.catalogue.EdmType;
import com.ddbm.exactonline.simulator.catalogue.Property;
import com.ddbm.exactonline.simulator.catalogue.Resource;
import com.ddbm.exactonline.simulator.http.Outgoing;
import java.util.List;

/** The EDMX document of a service: {@code /api/v1/{division}/crm/$metadata}. */
final class Metadata {
  private static final String SUFFIX = "/$metadata";

  private Metadata() {}

  /** The document, or null when the path asks for none or the service has no addresses. */
  static Outgoing answer(Catalogue catalogue, String path) {
    if (!path.endsWith(SUFFIX)) {
      return null;
    }
    String service = path.substring(0, path.length() - SUFFIX.length()) + "/";
    List<Resource> resources =
        catalogue.resources().values().stream()
            .filter(
                resource -> resource.path().regionMatches(true, 0, service, 0, service.length()))
            .filter(
                resource ->
                    !resource.removed() && resource.path().indexOf('/', service.length()) < 0)
            .toList();
    if (resources.isEmpty()) {
      return null;
    }
    StringBuilder text =
        new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n")
            .append("<edmx:Edmx Version=\"1.0\" xmlns:edmx=")
            .append("\"http://schemas.microsoft.com/ado/2007/06/edmx\">\n")
            .append("<edmx:DataServices>\n<Schema Namespace=\"Exact.Web.Api.Models\" xmlns=")
            .append("\"http://schemas.microsoft.com/ado/2008/09/edm\">\n");
    resources.forEach(resource -> entityType(text, resource));
    text.append("<EntityContainer Name=\"Container\">\n");
    for (Resource resource : resources) {
      text.append("<EntitySet Name=\"").append(resource.name()).append("\" EntityType=\"");
      text.append(resource.typeName()).append("\" />\n");
    }
    text.append("</EntityContainer>\n</Schema>\n</edmx:DataServices>\n</edmx:Edmx>\n");
    return Outgoing.text(200, "application/xml; charset=utf-8", text.toString());
  }

  private static void entityType(StringBuilder text, Resource resource) {
    text.append("<EntityType Name=\"").append(resource.typeName()).append("\">\n<Key>\n");
    for (String key : resource.key()) {
      text.append("<PropertyRef Name=\"").append(key).append("\" />\n");
    }
    text.append("</Key>\n");
    for (Property property : resource.properties()) {
      if (property.type() != EdmType.COLLECTION && property.type() != EdmType.COMPLEX) {
        text.append("<Property Name=\"").append(property.name()).append("\" Type=\"");
        text.append(property.type().edmName()).append("\" />\n");
      }
    }
    text.append("</EntityType>\n");
  }
}
