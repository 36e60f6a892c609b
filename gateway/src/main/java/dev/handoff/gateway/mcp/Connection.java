package dev.handoff.gateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One client, and its requests that are not answered yet. Thread-safe. */
final class Connection {

  /** So many requests at once are no work of an agent. */
  private static final int MOST_CALLS = 256;

  private final Consumer<ObjectNode> out;
  private final Map<JsonNode, Call> calls = new ConcurrentHashMap<>();

  private volatile @Nullable Revision agreed;

  /**
   * @param out receives what goes to the client; must not block
   */
  Connection(Consumer<ObjectNode> out) {
    this.out = out;
  }

  void send(ObjectNode message) {
    out.accept(message);
  }

  /** The revision of the handshake; null before it. */
  @Nullable Revision agreed() {
    return agreed;
  }

  void agree(Revision revision) {
    agreed = revision;
  }

  /**
   * @throws RpcException if the id is that of another request, or there are too many
   */
  Call begin(Message.Request request) {
    Call call = new Call(request, this);
    if (calls.size() >= MOST_CALLS) {
      throw new RpcException(
          RpcException.INVALID_REQUEST, "at most " + MOST_CALLS + " requests are answered at once");
    }
    if (calls.putIfAbsent(request.id(), call) != null) {
      throw new RpcException(
          RpcException.INVALID_REQUEST, "the id is that of a request that is not answered yet");
    }
    return call;
  }

  void ended(Call call) {
    calls.remove(call.id(), call);
  }

  /** Nobody wants the answer any more. */
  void cancel(JsonNode id) {
    Call call = calls.get(id);
    if (call != null) {
      call.cancel();
    }
  }

  /** The client is gone: ends its requests, and never a job. */
  void close() {
    calls.values().forEach(Call::cancel);
  }
}
