package dev.handoff.gateway.http;

import dev.handoff.awaiter.Awaiter;
import dev.handoff.gateway.access.TokenLimits;
import dev.handoff.gateway.roll.Roll;
import dev.handoff.gateway.stream.Streams;
import dev.handoff.log.KafkaSettings;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What the routes answer from.
 *
 * @param blocking few threads, for what waits for a broker or a disk
 * @param prompt for what must not wait
 * @param clock one thread, for what is due at some time; hands all work over
 */
public record Backend(
    KafkaSettings kafka,
    Awaiter awaiter,
    Roll roll,
    Streams streams,
    TokenLimits limits,
    TemporaryFiles files,
    ExecutorService blocking,
    ExecutorService prompt,
    ScheduledExecutorService clock) {}
