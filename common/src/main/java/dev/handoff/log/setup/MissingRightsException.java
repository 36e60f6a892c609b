package dev.handoff.log.setup;

import java.util.List;
import org.apache.kafka.common.errors.AuthorizationException;

/** This user lacks rights that the process needs. Thrown before it begins. */
public final class MissingRightsException extends AuthorizationException {

  private static final long serialVersionUID = 1L;

  MissingRightsException(List<String> missing) {
    super(
        "these rights are missing:\n  "
            + String.join("\n  ", missing)
            + "\nops/acls.sh --worker gives them");
  }
}
