using System.Text;
using System.Text.Json;
using InferenceSim.Simulation;

namespace InferenceSim.Workloads.Traces;

/// <summary>
/// Reads traces of any known format, packed with gzip or not. The format is told by the header of a CSV or the fields of the first
/// JSON line, never by the file's name.
/// </summary>
public static class TraceFile
{
    /// <summary>The known formats, a line each, for help texts and messages.</summary>
    public static IReadOnlyList<string> KnownFormats { get; } =
    [
        "InferenceSim CSV: input_tokens,output_tokens and arrival_ps or arrival_seconds, optionally index,priority,session,after,think_ps,prefix",
        "Azure LLM inference 2023/2024/2025 CSV: TIMESTAMP,ContextTokens,GeneratedTokens",
        "BurstGPT CSV: Timestamp,Request tokens,Response tokens, optionally Session ID",
        "lengths CSV: num_prefill_tokens,num_decode_tokens",
        "Mooncake JSONL: timestamp (ms), input_length, output_length, hash_ids (512-token blocks)",
        "agent sessions JSONL: Mooncake's fields with session_id and delay (ms)",
        "agent session JSON of kv-cache-tester (WEKA): one object with block_size and requests (64-token blocks)",
        "Qwen-Bailian JSONL: chat_id, parent_chat_id, timestamp (s), input_length, output_length, hash_ids (16-token blocks)",
    ];

    // Enough for the first line of any known format: 126k tokens of 16-token blocks are 50 KB of ids, and names come before them.
    private const int PeekBytes = 1 << 16;

    /// <summary>Memory of a trace that is held rather than read anew for each play: about 300,000 rows without hash ids.</summary>
    public const long MostHeldBytes = 64L << 20;

    /// <summary>
    /// Opens a trace for playing. A short one is held in memory, and so is one whose requests wait for or quote each other (sessions with
    /// delays); any other is checked from end to end and then read anew for each play, so that its length costs no memory.
    /// </summary>
    /// <param name="open">Opens the file; called again for each play. One that cannot seek (a pipe) is held whatever its length.</param>
    /// <param name="sourceName">Its name for messages and tables.</param>
    /// <param name="options">The window and the rate, or <c>null</c> for the whole trace as recorded.</param>
    /// <param name="mostHeldBytes">About how much memory a trace may take that is held for speed alone.</param>
    /// <exception cref="InvalidConfigurationException">Unknown format, malformed row, nothing left, or more than 106 days.</exception>
    public static ITrace Open(Func<Stream> open, string sourceName, TraceOptions? options = null, long mostHeldBytes = MostHeldBytes)
    {
        ArgumentNullException.ThrowIfNull(open);
        options ??= new TraceOptions();
        options.Validate();
        long bytes;
        using (Stream stream = open())
        {
            // Spreading over a grid needs a whole tick of it, and is not worth a way of its own.
            bool mustBeHeld = !stream.CanSeek || options.SpreadGridSeconds > 0;
            if (Whole(stream, sourceName, options, reader => new TraceLoader(reader, sourceName, options).Load(mustBeHeld ? long.MaxValue : mostHeldBytes)) is { } held)
            {
                return held;
            }

            bytes = stream.Length;
        }

        using (Stream stream = open())
        {
            if (Whole(stream, sourceName, options, reader => new TraceSurvey(reader, sourceName, options).Take(bytes)) is { } facts)
            {
                return new StreamedTrace(open, sourceName, options, facts);
            }
        }

        using Stream again = open();
        return Load(again, sourceName, options);
    }

    /// <summary>Loads a trace. Rows are kept as requests; the text is not.</summary>
    /// <param name="stream">The file; it is read to its end and left open.</param>
    /// <param name="sourceName">Its name for messages and tables.</param>
    /// <param name="options">The window and the rate, or <c>null</c> for the whole trace as recorded.</param>
    /// <exception cref="InvalidConfigurationException">Unknown format, malformed row, nothing left, or more than 106 days.</exception>
    public static TraceWorkload Load(Stream stream, string sourceName, TraceOptions? options = null)
    {
        options ??= new TraceOptions();
        options.Validate();
        return Whole(stream, sourceName, options, reader => new TraceLoader(reader, sourceName, options).Load()!);
    }

    /// <summary>The rows of a trace one by one, as they stand in the file.</summary>
    /// <param name="stream">The file, left open.</param>
    /// <param name="sourceName">Its name for messages.</param>
    /// <param name="blockTokens">Tokens in a hash block, or <c>null</c> for the format's own.</param>
    /// <exception cref="InvalidConfigurationException">Unknown format or malformed row.</exception>
    public static IEnumerable<TraceRow> ReadRows(Stream stream, string sourceName, int? blockTokens = null) =>
        OpenReader(stream, sourceName, blockTokens).Read();

    /// <summary>Whether a file looks like a trace of a known format; its beginning is read.</summary>
    public static bool IsTrace(Stream stream, string sourceName)
    {
        try
        {
            Detect(stream, sourceName);
            return true;
        }
        catch (InvalidConfigurationException)
        {
            return false;
        }
    }

    /// <summary>The format of a trace; its beginning is read.</summary>
    /// <exception cref="InvalidConfigurationException">Unknown format.</exception>
    public static TraceFormat Detect(Stream stream, string sourceName) => OpenReader(stream, sourceName, null).Format;

    /// <summary>The name of a trace in tables: that of its file without folder and endings.</summary>
    internal static string NameOf(string source)
    {
        string name = Path.GetFileName(source);
        name = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name;
        return Path.GetFileNameWithoutExtension(name);
    }

    /// <summary>The reader of a stream, which is left open.</summary>
    internal static ITraceReader OpenReader(Stream stream, string sourceName, int? blockTokens) =>
        Detect(OpenText(stream, sourceName), sourceName, blockTokens);

    /// <summary>Does something that reads a file to its end, and tells damage to packed data from faults of its rows.</summary>
    private static T Whole<T>(Stream stream, string sourceName, TraceOptions options, Func<ITraceReader, T> read)
    {
        PeekedStream text = OpenText(stream, sourceName);
        try
        {
            return read(Detect(text, sourceName, options.BlockTokens));
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidConfigurationException($"{sourceName}: the gzip data is damaged: {e.Message}", e);
        }
        catch (InvalidConfigurationException) when (text.IsDamaged())
        {
            // A row that damage garbled is not what is wrong.
            throw new InvalidConfigurationException($"{sourceName}: the gzip data is damaged or cut off");
        }
    }

    private static PeekedStream OpenText(Stream stream, string sourceName)
    {
        ArgumentNullException.ThrowIfNull(stream);
        PeekedStream text = PeekedStream.OfText(stream, PeekBytes);
        try
        {
            _ = text.Head();
            return text;
        }
        catch (InvalidDataException e)
        {
            throw new InvalidConfigurationException($"{sourceName}: the gzip data is damaged: {e.Message}", e);
        }
    }

    private static ITraceReader Detect(PeekedStream text, string sourceName, int? blockTokens)
    {
        ReadOnlySpan<byte> head = text.Head();
        int first = head.IndexOfAnyExcept(" \t\r\n\uFEFF"u8);
        if (first < 0)
        {
            throw new InvalidConfigurationException($"{sourceName}: the file is empty");
        }

        return head[first] == '{' ? OpenJson(text, sourceName, blockTokens) : OpenCsv(text, sourceName);
    }

    private static ITraceReader OpenCsv(PeekedStream text, string sourceName)
    {
        CsvRows rows = new(text, sourceName);
        if (OwnTraceReader.Matches(rows))
        {
            return new OwnTraceReader(rows);
        }

        if (AzureTraceReader.Matches(rows))
        {
            return new AzureTraceReader(rows);
        }

        if (BurstGptTraceReader.Matches(rows))
        {
            return new BurstGptTraceReader(rows);
        }

        return LengthTraceReader.Matches(rows) ? new LengthTraceReader(rows) : throw Unknown(sourceName, "columns", rows.Headers);
    }

    private static ITraceReader OpenJson(PeekedStream text, string sourceName, int? blockTokens)
    {
        List<string> fields = FirstFields(text.Head(), sourceName);
        if (WekaSessionReader.Matches(fields))
        {
            return new WekaSessionReader(text, sourceName, blockTokens);
        }

        JsonLines lines = new(text);
        if (fields.Contains("chat_id"))
        {
            return new QwenBailianTraceReader(lines, sourceName, blockTokens);
        }

        if (fields.Contains("session_id"))
        {
            return new AgentSessionsTraceReader(lines, sourceName, blockTokens);
        }

        return fields.Contains("timestamp") && fields.Contains("input_length")
            ? new MooncakeTraceReader(lines, sourceName, blockTokens)
            : throw Unknown(sourceName, "fields", fields);
    }

    private static List<string> FirstFields(ReadOnlySpan<byte> head, string sourceName)
    {
        List<string> names = [];
        head = head[head.IndexOf((byte)'{')..];
        Utf8JsonReader json = new(head, isFinalBlock: false, default);
        try
        {
            while (json.Read() && !(json.TokenType == JsonTokenType.EndObject && json.CurrentDepth == 0))
            {
                if (json.TokenType == JsonTokenType.PropertyName && json.CurrentDepth == 1)
                {
                    names.Add(Encoding.UTF8.GetString(json.ValueSpan)); // known names have no escapes, and bytes that are no UTF-8 do no harm
                }
            }
        }
        catch (JsonException e)
        {
            throw TraceProblem.At(sourceName, 1, (e.BytePositionInLine ?? 0) + 1, $"this is no JSON: {JsonFault.Words(e)}", e);
        }

        return names;
    }

    private static InvalidConfigurationException Unknown(string sourceName, string what, IReadOnlyList<string> names)
    {
        string found = string.Join(",", names.Take(12));
        found = new string([.. found.Take(100).Select(c => char.IsControl(c) || c == '\uFFFD' ? '?' : c)]);
        string hint = names.Count == 1 && names[0].AsSpan().IndexOfAny(";\t|") >= 0 ? "; columns must be separated by commas" : "";
        return new($"{sourceName}:1:1: unknown trace format with {what} {found}{hint}; known formats:\n  {string.Join("\n  ", KnownFormats)}");
    }
}
