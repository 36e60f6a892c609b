package dev.handoff.cli.doctor.check;

import java.util.List;

/**
 * What a worker that is started from this shell treats as secrets.
 *
 * @param summary the names, on one line
 */
public record SecretsCheck(String summary) implements Check {

  @Override
  public List<Diagnosis> findings() {
    return List.of(Diagnosis.ok("secrets", summary));
  }
}
