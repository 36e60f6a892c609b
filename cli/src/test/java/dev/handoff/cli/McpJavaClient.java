package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.ServerParameters;
import io.modelcontextprotocol.client.transport.StdioClientTransport;
import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.modern.client.transport.HttpClientMcpTransport;
import io.modelcontextprotocol.modern.client.transport.McpHttpRequestCustomizer;
import io.modelcontextprotocol.modern.client.transport.StdioMcpClientTransport;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The clients of the official Java SDK, one for each kind of revision, to a URL or a command. */
interface McpJavaClient extends AutoCloseable {

  List<String> tools();

  /** The structured answer of a tool. */
  Map<?, ?> call(String tool, Map<String, Object> arguments);

  @Override
  void close();

  /** With a handshake. */
  static McpJavaClient classic(URI gateway, String token, Duration patience) {
    return classic(
        HttpClientStreamableHttpTransport.builder("http://" + gateway.getAuthority())
            .endpoint(gateway.getPath())
            .addHttpRequestCustomizer(
                (request, method, uri, body, context) ->
                    request.setHeader("Authorization", "Bearer " + token))
            .build(),
        patience);
  }

  static McpJavaClient classic(List<String> command, Duration patience) {
    return classic(
        new StdioClientTransport(parameters(command), McpJsonDefaults.getMapper()), patience);
  }

  private static ServerParameters parameters(List<String> command) {
    return ServerParameters.builder(command.get(0))
        .args(command.subList(1, command.size()))
        .build();
  }

  private static McpJavaClient classic(McpClientTransport transport, Duration patience) {
    McpSyncClient client =
        McpClient.sync(transport)
            .initializationTimeout(HandoffProcess.DEADLINE)
            .requestTimeout(patience)
            .build();
    client.initialize();
    return new McpJavaClient() {
      @Override
      public List<String> tools() {
        return client.listTools().tools().stream().map(tool -> tool.name()).toList();
      }

      @Override
      public Map<?, ?> call(String tool, Map<String, Object> arguments) {
        CallToolResult result =
            client.callTool(CallToolRequest.builder(tool).arguments(arguments).build());
        assertThat(result.isError()).as(result.toString()).isFalse();
        return (Map<?, ?>) result.structuredContent();
      }

      @Override
      public void close() {
        client.closeGracefully();
      }
    };
  }

  /** Of the revision without a handshake. */
  static McpJavaClient modern(URI gateway, String token) {
    HttpClientMcpTransport transport =
        HttpClientMcpTransport.builder(gateway)
            .requestCustomizer(
                McpHttpRequestCustomizer.fromSync(
                    (request, headers, context) -> headers.set("Authorization", "Bearer " + token)))
            .build();
    return modern(transport, () -> {});
  }

  static McpJavaClient modern(List<String> command) {
    StdioMcpClientTransport transport =
        StdioMcpClientTransport.builder(parameters(command)).start();
    return modern(transport, transport::close);
  }

  private static McpJavaClient modern(
      io.modelcontextprotocol.modern.client.transport.McpClientTransport transport,
      Runnable onClose) {
    io.modelcontextprotocol.modern.client.McpSyncClient client =
        io.modelcontextprotocol.modern.client.McpClient.sync(transport).build();
    assertThat(client.discover().supportedVersions()).contains("2026-07-28");
    return new McpJavaClient() {
      @Override
      public List<String> tools() {
        return client.listTools().list().tools().stream().map(tool -> tool.name()).toList();
      }

      @Override
      public Map<?, ?> call(String tool, Map<String, Object> arguments) {
        var result = client.tool(tool).arguments(arguments).call();
        assertThat(result.isError()).as(result.toString()).isNotEqualTo(true);
        return (Map<?, ?>) result.structuredContent();
      }

      @Override
      public void close() {
        onClose.run();
      }
    };
  }
}
