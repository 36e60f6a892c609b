package dev.handoff.cli.job;

import dev.handoff.job.JobId;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** A job id on the command line. */
public final class JobIdOption implements ITypeConverter<JobId> {

  @Override
  public JobId convert(String text) {
    try {
      return new JobId(text.strip());
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }

  /**
   * @throws ParameterException if it is no job id
   */
  static JobId checked(String text, CommandSpec command) {
    try {
      return new JobId(text.strip());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage());
    }
  }
}
