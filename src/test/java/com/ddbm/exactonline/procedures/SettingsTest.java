package com.ddbm.exactonline.procedures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.ddbm.exactonline.errors.ErrorCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  private final Faults faults = new Faults();

  private Refusal refusal() {
    return catchThrowableOfType(Refusal.class, faults::refuseIfAny);
  }

  private List<String> wrongArguments() {
    return refusal().faults().stream().map(Fault::argument).toList();
  }

  @Test
  void everythingWrongIsSaidAtOnce() {
    Settings.forCreating(
        "{\"site\":\"xx\",\"redirect_uri\":\"ftp://x\",\"daily_calls\":0,\"colour\":1}",
        ConnectionSettings.ALL,
        faults);
    assertThat(wrongArguments())
        .containsExactlyInAnyOrder("site", "redirect_uri", "daily_calls", "colour", "client_id");
    assertThat(refusal().error()).isEqualTo(ErrorCode.EO_1001);
  }

  @ParameterizedTest
  @CsvSource({
    "sitee, site",
    "Site, site",
    "clientid, client_id",
    "daily-calls, daily_calls",
    "uri, site"
  })
  void anUnknownSettingNamesTheNearest(String typed, String nearest) {
    Settings.forChanging("{\"" + typed + "\":1}", ConnectionSettings.ALL, faults);
    assertThat(refusal().faults())
        .singleElement()
        .satisfies(fault -> assertThat(fault.message()).contains("did you mean " + nearest + "?"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "\"x\"", "{", "true"})
  void settingsThatAreNoObjectAreOneFault(String json) {
    Settings.forCreating(json, ConnectionSettings.ALL, faults);
    assertThat(wrongArguments()).containsExactly("settings");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "{}"})
  void noSettingsAreAnEmptyObject(String json) {
    assertThat(Settings.forChanging(json, RunSettings.ALL, faults).get(RunSettings.MODE)).isEmpty();
    assertThat(Settings.forChanging(null, RunSettings.ALL, faults).get(RunSettings.MODE)).isEmpty();
    assertThat(faults.none()).isTrue();
  }

  @Test
  void anExplicitNullSetsBackWhenChanging() {
    Settings settings =
        Settings.forChanging("{\"start_date\":null}", ConfigurationSettings.ALL, faults);
    assertThat(settings.names(ConfigurationSettings.START_DATE)).isTrue();
    assertThat(settings.get(ConfigurationSettings.START_DATE)).isEmpty();
    assertThat(settings.names(ConfigurationSettings.DATABASE)).isFalse();
  }

  @Test
  void endpointsComeInCatalogueOrderWithoutRepetition() {
    Settings settings =
        Settings.forChanging(
            "{\"endpoints\":[\"crm_contacts\",\"crm_accounts\",\"crm_contacts\"]}",
            RunSettings.ALL,
            faults);
    assertThat(settings.get(RunSettings.ENDPOINTS).orElseThrow())
        .containsExactly("crm_accounts", "crm_contacts");
  }

  @Test
  void anUnknownEndpointNamesTheNearest() {
    Settings.forChanging("{\"endpoints\":[\"crm_acounts\"]}", RunSettings.ALL, faults);
    assertThat(refusal().getMessage()).contains("crm_acounts").contains("crm_accounts?");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[]", "\"1\"", "[\"1\"]", "[1.5]", "[-1]", "[0]", "[99999999999]", "[null]", "{}"})
  void whatIsNoDivisionCodeIsRefused(String value) {
    Settings.forChanging("{\"divisions\":" + value + "}", RunSettings.ALL, faults);
    assertThat(wrongArguments()).containsOnly("divisions");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"2026-02-30\"", "\"yesterday\"", "20260101", "true"})
  void whatIsNoDateIsRefused(String value) {
    Settings.forChanging("{\"start_date\":" + value + "}", ConfigurationSettings.ALL, faults);
    assertThat(wrongArguments()).containsExactly("start_date");
  }
}
