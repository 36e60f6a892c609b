package dev.handoff.bench.figure;

import picocli.CommandLine.Option;

/** The sizes of measurements, as options of the command; smaller is faster and less precise. */
public final class Sizes {

  @Option(
      names = "--runs",
      defaultValue = "20",
      description = "cold-await, submit: of each command. Default: ${DEFAULT-VALUE}.")
  public int runs;

  @Option(
      names = "--others",
      defaultValue = "1000000",
      description = "cold-await: other jobs in the larger topic. Default: ${DEFAULT-VALUE}.")
  public int others;

  @Option(
      names = "--blocks",
      defaultValue = "10",
      description =
          "latency: blocks of 200 of each kind, after two that are not counted."
              + " Default: ${DEFAULT-VALUE}.")
  public int blocks;

  @Option(
      names = "--jobs",
      defaultValue = "50000",
      description = "throughput: jobs of a round. Default: ${DEFAULT-VALUE}.")
  public int jobs;

  @Option(
      names = "--rounds",
      defaultValue = "4",
      description = "throughput: rounds; the first is cold. Default: ${DEFAULT-VALUE}.")
  public int rounds;

  @Option(
      names = "--workers",
      split = ",",
      defaultValue = "1,2,4",
      description = "throughput: how many worker processes, as 1,2,4. Default: ${DEFAULT-VALUE}.")
  public int[] workers = {};

  @Option(
      names = "--idle-seconds",
      defaultValue = "60",
      description = "idle: how long to measure, twice. Default: ${DEFAULT-VALUE}.")
  public int idleSeconds;

  @Option(
      names = "--command-blocks",
      defaultValue = "10",
      description =
          "commands: blocks of 10 of each kind, after two that are not counted."
              + " Default: ${DEFAULT-VALUE}.")
  public int commandBlocks;

  @Option(
      names = "--live",
      split = ",",
      defaultValue = "1000,10000,100000",
      description = "growth: how many jobs live, ascending. Default: ${DEFAULT-VALUE}.")
  public int[] live = {};

  @Option(
      names = "--finished",
      split = ",",
      defaultValue = "10000,100000,1000000",
      description = "growth: how many jobs have ended, ascending. Default: ${DEFAULT-VALUE}.")
  public int[] finished = {};

  @Option(
      names = "--kills",
      defaultValue = "20",
      description = "rescue: how many workers are killed. Default: ${DEFAULT-VALUE}.")
  public int kills;

  @Option(
      names = "--lapse",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "rescue: after what silence a lease is over. Default: ${DEFAULT-VALUE}.")
  public int lapseSeconds;

  @Option(
      names = "--outage",
      paramLabel = "SECONDS",
      defaultValue = "45",
      description = "restart: how long the broker is gone. Default: ${DEFAULT-VALUE}.")
  public int outageSeconds;

  @Option(
      names = "--followers",
      defaultValue = "1000",
      description = "gateway: streams at a time. Default: ${DEFAULT-VALUE}.")
  public int followers;

  @Option(
      names = "--follow-seconds",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description =
          "gateway: how long each kind of stream is measured, after as long that is not counted."
              + " Default: ${DEFAULT-VALUE}.")
  public int followSeconds;

  @Option(
      names = "--listed",
      paramLabel = "JOBS",
      defaultValue = "20000",
      description = "gateway: jobs on the log before it starts. Default: ${DEFAULT-VALUE}.")
  public int listed;
}
