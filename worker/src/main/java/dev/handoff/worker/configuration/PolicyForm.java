package dev.handoff.worker.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.brief.Brief.Network;
import dev.handoff.brief.policy.Policy;
import dev.handoff.brief.settings.SettingsReader;

/** Reads a policy of the file; what it leaves out is taken from another policy. */
final class PolicyForm {

  private PolicyForm() {}

  static Policy read(Fields fields, JsonNode policy, Policy otherwise) {
    checkTripwires(fields, policy.path("permit"));
    String network = fields.text(policy.path("network"));
    return new Policy(
        fields.texts(policy.path("repositories"), otherwise.repositories()),
        fields.texts(policy.path("paths"), otherwise.paths()),
        fields.texts(policy.path("agents"), otherwise.agents()),
        fields.texts(policy.path("commands"), otherwise.commands()),
        network == null ? otherwise.network() : network.equals("off") ? Network.OFF : Network.ON,
        fields.texts(policy.path("variables"), otherwise.variables()),
        fields.texts(policy.path("branches"), otherwise.branches()),
        policy.path("push").asBoolean(otherwise.push()),
        fields.texts(policy.path("permit"), otherwise.permit()),
        policy
            .path("allow_production_credentials")
            .asBoolean(otherwise.allowsProductionCredentials()),
        policy.path("carry").isBoolean()
            ? Boolean.valueOf(policy.path("carry").booleanValue())
            : otherwise.carry());
  }

  private static void checkTripwires(Fields fields, JsonNode permit) {
    for (int i = 0; i < permit.size(); i++) {
      if (permit.get(i).isTextual() && !Policy.tripwires().contains(permit.get(i).textValue())) {
        fields.refuse(
            "policy.permit[" + i + "]",
            "must be the name of a tripwire, one of " + String.join(", ", Policy.tripwires()),
            SettingsReader.shown(permit.get(i)));
      }
    }
  }
}
