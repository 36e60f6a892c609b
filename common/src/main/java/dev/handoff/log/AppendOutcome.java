package dev.handoff.log;

import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.DuplicateSequenceException;
import org.apache.kafka.common.errors.IllegalSaslStateException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequiredAcksException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedByAuthenticationException;
import org.apache.kafka.common.errors.UnsupportedCompressionTypeException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * Decides whether a record is on the log after its append failed. Pure.
 *
 * <p>The answer holds for the client's last try. A record that was sent more than once may be there
 * from an earlier try whose answer was lost, although the last one was refused: the broker checks
 * rights, size and time before it looks for duplicates. {@link RecordWriter#resends} shows whether
 * that is possible.
 */
public enum AppendOutcome {
  /** Refused, by the client or by the broker before it wrote anything. */
  NOT_APPENDED,
  /** The record is already on the log. */
  APPENDED,
  /** No answer, or one that a broker can also give after it has written the record. */
  UNKNOWN;

  /**
   * Matches these classes alone, not their subclasses: a kind of failure that this build does not
   * know proves nothing.
   */
  private static final Set<Class<?>> REFUSALS =
      Set.of(
          // By the client, before anything is sent.
          BufferExhaustedException.class,
          InterruptException.class,
          SerializationException.class,
          // About the user.
          AuthenticationException.class,
          ClusterAuthorizationException.class,
          IllegalSaslStateException.class,
          SaslAuthenticationException.class,
          SecurityDisabledException.class,
          SslAuthenticationException.class,
          TopicAuthorizationException.class,
          TransactionalIdAuthorizationException.class,
          UnsupportedByAuthenticationException.class,
          UnsupportedSaslMechanismException.class,
          // About the record.
          CorruptRecordException.class,
          InvalidRecordException.class,
          InvalidTimestampException.class,
          RecordBatchTooLargeException.class,
          RecordTooLargeException.class,
          // About the request.
          InvalidConfigurationException.class,
          InvalidRequiredAcksException.class,
          InvalidTopicException.class,
          PolicyViolationException.class,
          ThrottlingQuotaExceededException.class,
          UnsupportedCompressionTypeException.class,
          UnsupportedForMessageFormatException.class,
          UnsupportedVersionException.class,
          // Thrown before the record is written; afterwards Kafka uses another class.
          NotEnoughReplicasException.class);

  /**
   * @param failure as a future or its {@code get} gives it
   */
  public static AppendOutcome of(Throwable failure) {
    return ofKind(unwrapped(failure).getClass());
  }

  static AppendOutcome ofKind(Class<?> failure) {
    if (failure == DuplicateSequenceException.class) {
      return APPENDED;
    }
    return REFUSALS.contains(failure) ? NOT_APPENDED : UNKNOWN;
  }

  private static Throwable unwrapped(Throwable failure) {
    boolean isWrapper =
        failure instanceof CompletionException || failure instanceof ExecutionException;
    return isWrapper && failure.getCause() != null ? unwrapped(failure.getCause()) : failure;
  }
}
