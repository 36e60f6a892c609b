package dev.handoff.log.setup;

import java.util.List;
import org.apache.kafka.common.errors.AuthorizationException;

/** The broker would refuse some of what this process does; said before it begins. */
public final class MissingRightsException extends AuthorizationException {

  private static final long serialVersionUID = 1L;

  MissingRightsException(List<String> missing) {
    super(
        "these rights are missing:\n  "
            + String.join("\n  ", missing)
            + "\nops/acls.sh --worker gives them");
  }
}
