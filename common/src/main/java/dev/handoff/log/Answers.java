package dev.handoff.log;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.common.KafkaException;

/** What a broker answers; its refusals come as what they are. */
public final class Answers {

  private Answers() {}

  /**
   * What was answered about one of the things that were asked about. No client leaves one out.
   *
   * @throws IllegalStateException if this one does
   */
  public static <K, V> V about(K asked, Map<K, V> answer) {
    V told = answer.get(asked);
    if (told == null) {
      throw new IllegalStateException("the client's answer must tell of " + asked);
    }
    return told;
  }

  /**
   * @throws KafkaException if the broker refuses or does not answer
   */
  public static <T> T get(Future<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      throw new org.apache.kafka.common.errors.InterruptException(e);
    }
  }
}
