package dev.handoff.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.handoff.brief.Command;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads and writes a command: a list of texts. A single text becomes {@code sh -c TEXT}. */
final class CommandForm {

  private CommandForm() {}

  static final class Writer extends StdSerializer<Command> {

    private static final long serialVersionUID = 1L;

    Writer() {
      super(Command.class);
    }

    @Override
    public void serialize(Command command, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeStartArray(command, command.argv().size());
      for (String argument : command.argv()) {
        out.writeString(argument);
      }
      out.writeEndArray();
    }
  }

  static final class Reader extends StdDeserializer<Command> {

    private static final long serialVersionUID = 1L;

    Reader() {
      super(Command.class);
    }

    @Override
    public Command deserialize(JsonParser in, DeserializationContext context) throws IOException {
      if (in.hasToken(JsonToken.VALUE_STRING)) {
        return Command.shell(in.getText());
      }
      if (!in.isExpectedStartArrayToken()) {
        return (Command) context.handleUnexpectedToken(Command.class, in);
      }
      List<String> argv = new ArrayList<>();
      while (in.nextToken() != JsonToken.END_ARRAY) {
        if (!in.hasToken(JsonToken.VALUE_STRING)) {
          return (Command) context.handleUnexpectedToken(Command.class, in);
        }
        argv.add(in.getText());
      }
      return argv.isEmpty()
          ? context.reportInputMismatch(this, "command must name a program, got: []")
          : new Command(argv);
    }
  }
}
