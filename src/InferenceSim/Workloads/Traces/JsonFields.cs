using System.Text;
using System.Text.Json;
using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Traces;

/// <summary>The fields that JSONL traces have, of one line. One object is filled again for every line.</summary>
internal sealed class JsonFields(string source)
{
    private readonly List<long> _hashIds = [];
    private long _line;

    public long Line => _line;

    public Int128? Time { get; private set; }

    public int Prompt { get; private set; }

    public int Output { get; private set; }

    public string? Session { get; private set; }

    public SimDuration? Delay { get; private set; }

    public long Chat { get; private set; }

    public long ParentChat { get; private set; }

    public List<long> HashIds => _hashIds;

    /// <summary>Reads a line whose timestamps are in units of <paramref name="timeUnitPicoseconds"/>.</summary>
    public void Read(JsonLines lines, long timeUnitPicoseconds)
    {
        _line = lines.Line;
        Time = null;
        Session = null;
        Delay = null;
        Prompt = Output = -1;
        Chat = ParentChat = -1;
        _hashIds.Clear();
        Utf8JsonReader json = new(lines.Text);
        try
        {
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
            {
                throw Bad(ref json, "an object { ... } on every line");
            }

            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                ReadField(ref json, timeUnitPicoseconds);
            }

            while (json.Read())
            {
                // Anything behind the object is refused by the reader itself.
            }
        }
        catch (JsonException e)
        {
            throw TraceProblem.At(source, _line, (e.BytePositionInLine ?? 0) + 1, $"this is no JSON: {JsonFault.Words(e)}", e);
        }
        catch (InvalidOperationException e)
        {
            throw TraceProblem.At(source, _line, json.TokenStartIndex + 1, "this text is no UTF-8", e);
        }

        Require(Prompt, "input_length");
        Require(Output, "output_length");
    }

    /// <summary>The blocks of the prompt, the last one as long as what is left; <c>null</c> if the line has no hash ids.</summary>
    /// <remarks>Files list the last, partial block (ceil) or leave it out (floor); then the rest of the prompt is the request's own.</remarks>
    public PromptSegment[]? Blocks(int blockTokens)
    {
        int count = _hashIds.Count;
        if (count == 0)
        {
            return null;
        }

        int whole = Prompt / blockTokens;
        int all = (int)(((long)Prompt + blockTokens - 1) / blockTokens);
        if (count != whole && count != all)
        {
            throw TraceProblem.At(source, _line, 1, FormattableString.Invariant(
                $"{count} hash_ids for {Prompt} input tokens: expected {all} (or {whole}) blocks of {blockTokens} tokens; is the block size another?"));
        }

        PromptSegment[] blocks = new PromptSegment[count];
        for (int i = 0; i < count; i++)
        {
            blocks[i] = new PromptSegment(TokenStreams.TraceBlock(_hashIds[i]), Math.Min(blockTokens, Prompt - i * blockTokens));
        }

        return blocks;
    }

    private void ReadField(ref Utf8JsonReader json, long timeUnitPicoseconds)
    {
        if (json.ValueTextEquals("hash_ids"u8))
        {
            ReadHashIds(ref json);
        }
        else if (json.ValueTextEquals("timestamp"u8))
        {
            Time = ReadTime(ref json, timeUnitPicoseconds);
        }
        else if (json.ValueTextEquals("input_length"u8))
        {
            Prompt = ReadTokens(ref json);
        }
        else if (json.ValueTextEquals("output_length"u8))
        {
            Output = ReadTokens(ref json);
        }
        else if (json.ValueTextEquals("session_id"u8))
        {
            Session = ReadText(ref json);
        }
        else if (json.ValueTextEquals("delay"u8))
        {
            Int128 delay = ReadTime(ref json, SimDuration.PicosecondsPerMillisecond);
            Delay = delay >= 0 && delay <= long.MaxValue / 100
                ? new SimDuration((long)delay)
                : throw Bad(ref json, "milliseconds from 0 to a day");
        }
        else if (json.ValueTextEquals("chat_id"u8))
        {
            Chat = ReadId(ref json);
        }
        else if (json.ValueTextEquals("parent_chat_id"u8))
        {
            ParentChat = ReadId(ref json);
        }
        else
        {
            json.Skip(); // fields that say nothing about load: type, turn, model
        }
    }

    private void ReadHashIds(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw Bad(ref json, "an array of block ids");
        }

        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            _hashIds.Add(json.TokenType == JsonTokenType.Number && json.TryGetInt64(out long id) && id is >= 0 and < 1L << 60
                ? id
                : throw Bad(ref json, "a block id, a whole number from 0"));
        }
    }

    private int ReadTokens(ref Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType == JsonTokenType.Number && TraceNumbers.TryTokens(json.ValueSpan, out int tokens)
            ? tokens
            : throw Bad(ref json, TraceNumbers.TokensExpected);
    }

    private Int128 ReadTime(ref Utf8JsonReader json, long unitPicoseconds)
    {
        json.Read();
        return json.TokenType == JsonTokenType.Number && TraceNumbers.TryTime(json.ValueSpan, unitPicoseconds, out Int128 time)
            ? time
            : throw Bad(ref json, unitPicoseconds == SimDuration.PicosecondsPerSecond ? "a number of seconds" : "a number of milliseconds");
    }

    private string? ReadText(ref Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType switch
        {
            JsonTokenType.String => json.GetString(),
            JsonTokenType.Number => Encoding.UTF8.GetString(json.ValueSpan),
            JsonTokenType.Null => null,
            _ => throw Bad(ref json, "a text or a number"),
        };
    }

    private long ReadId(ref Utf8JsonReader json)
    {
        json.Read();
        return json.TokenType == JsonTokenType.Number && json.TryGetInt64(out long id) ? id : throw Bad(ref json, "a whole number");
    }

    private InvalidConfigurationException Bad(ref Utf8JsonReader json, string expected) =>
        TraceProblem.At(source, _line, json.TokenStartIndex + 1, json.ValueSpan, expected);

    private void Require(int value, string name)
    {
        if (value < 0)
        {
            throw TraceProblem.At(source, _line, 1, $"'{name}' is missing: expected {TraceNumbers.TokensExpected}");
        }
    }
}
