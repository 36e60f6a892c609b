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
 * Whether a record is on the log after its append failed: pure.
 *
 * <p>It is about the last try of the client. A record that was sent more than once may be there
 * from a try whose answer was lost, although the last one was refused: the broker checks rights,
 * size and time before it looks for duplicates. {@link RecordWriter#resends} tells whether that can
 * be.
 */
public enum AppendOutcome {
  /** Refused, by the client or by the broker before it wrote anything. */
  NOT_APPENDED,
  /** It is there already. */
  APPENDED,
  /** No answer, or one that a broker gives after it has written too. */
  UNKNOWN;

  /**
   * The classes themselves, not what extends them: a kind of failure that this build does not know
   * says nothing for certain.
   */
  private static final Set<Class<?>> REFUSALS =
      Set.of(
          // By the client, before anything is sent.
          BufferExhaustedException.class,
          InterruptException.class,
          SerializationException.class,
          // Of the user.
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
          // Of the record.
          CorruptRecordException.class,
          InvalidRecordException.class,
          InvalidTimestampException.class,
          RecordBatchTooLargeException.class,
          RecordTooLargeException.class,
          // Of the request.
          InvalidConfigurationException.class,
          InvalidRequiredAcksException.class,
          InvalidTopicException.class,
          PolicyViolationException.class,
          ThrottlingQuotaExceededException.class,
          UnsupportedCompressionTypeException.class,
          UnsupportedForMessageFormatException.class,
          UnsupportedVersionException.class,
          // Before it is written; after that it is another class.
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
