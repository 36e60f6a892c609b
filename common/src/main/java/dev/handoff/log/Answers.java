package dev.handoff.log;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.common.KafkaException;

/** Unwraps answers of a broker: a refusal is thrown as the {@link KafkaException} that it is. */
public final class Answers {

  private Answers() {}

  /**
   * Returns the answer about one of the requested items. A client answers for each of them.
   *
   * @throws IllegalStateException if the answer for this item is missing
   */
  public static <K, V> V about(K asked, Map<K, V> answer) {
    V told = answer.get(asked);
    if (told == null) {
      throw new IllegalStateException("the client's answer must contain " + asked);
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
