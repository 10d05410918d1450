using System.Buffers.Text;

namespace InferenceSim.Workloads.Traces;

/// <summary>Numbers and moments in the UTF-8 of traces, read without culture and without strings.</summary>
internal static class TraceNumbers
{
    /// <summary>What a token count must look like.</summary>
    public const string TokensExpected = "a whole number of tokens, 0 to 2147483647";

    /// <summary>What a time in seconds must look like.</summary>
    public const string SecondsExpected = "a number of seconds";

    private const long PicosecondsPerTick = 100_000;

    /// <summary>A whole number from 0; <c>12.0</c>, as data frames write integers with gaps, is one too.</summary>
    public static bool TryTokens(ReadOnlySpan<byte> text, out int tokens)
    {
        if (Utf8Parser.TryParse(text, out tokens, out int used) && used == text.Length && tokens >= 0)
        {
            return true;
        }

        tokens = 0;
        if (Utf8Parser.TryParse(text, out decimal number, out used) && used == text.Length
            && number is >= 0 and <= int.MaxValue && decimal.Truncate(number) == number)
        {
            tokens = (int)number;
            return true;
        }

        return false;
    }

    /// <summary>Decimal digits times <paramref name="unitPicoseconds"/>, exact to the picosecond.</summary>
    public static bool TryTime(ReadOnlySpan<byte> text, long unitPicoseconds, out Int128 picoseconds)
    {
        picoseconds = 0;
        if (!Utf8Parser.TryParse(text, out decimal number, out int used, text.IndexOfAny((byte)'e', (byte)'E') >= 0 ? 'E' : default)
            || used != text.Length || Math.Abs(number) > 1e15m)
        {
            return false;
        }

        picoseconds = (Int128)Math.Round(number * unitPicoseconds);
        return true;
    }

    /// <summary>
    /// A moment: <c>yyyy-MM-dd HH:mm:ss</c> with a blank or T between, up to 9 decimals, and nothing, Z or an offset such as
    /// <c>+00:00</c> behind.
    /// </summary>
    public static bool TryMoment(ReadOnlySpan<byte> text, out Int128 picoseconds)
    {
        picoseconds = 0;
        if (text.Length < 19 || text[4] != '-' || text[7] != '-' || (text[10] != ' ' && text[10] != 'T') || text[13] != ':' || text[16] != ':'
            || !TryDigits(text[..4], out int year) || !TryDigits(text.Slice(5, 2), out int month) || !TryDigits(text.Slice(8, 2), out int day)
            || !TryDigits(text.Slice(11, 2), out int hour) || !TryDigits(text.Slice(14, 2), out int minute) || !TryDigits(text.Slice(17, 2), out int second)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        ReadOnlySpan<byte> rest = text[19..];
        long fraction = 0;
        if (rest.Length > 0 && rest[0] == '.')
        {
            int digits = rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            digits = digits < 0 ? rest.Length - 1 : digits;
            if (digits is < 1 or > 9 || !TryDigits(rest.Slice(1, digits), out int value))
            {
                return false;
            }

            fraction = value * (long)Math.Pow(10, 12 - digits);
            rest = rest[(1 + digits)..];
        }

        if (!TryOffsetMinutes(rest, out int offset))
        {
            return false;
        }

        long ticks = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks - offset * TimeSpan.TicksPerMinute;
        picoseconds = (Int128)ticks * PicosecondsPerTick + fraction;
        return true;
    }

    private static bool TryOffsetMinutes(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.IsEmpty || text is [(byte)'Z'])
        {
            return true;
        }

        if (text is not [(byte)'+' or (byte)'-', _, _, (byte)':', _, _] || !TryDigits(text.Slice(1, 2), out int hours)
            || !TryDigits(text.Slice(4, 2), out minutes) || hours > 18 || minutes > 59)
        {
            return false;
        }

        minutes = (text[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (byte c in text)
        {
            if (c is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = value * 10 + (c - '0');
        }

        return true;
    }
}
