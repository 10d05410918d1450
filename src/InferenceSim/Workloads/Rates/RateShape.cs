using System.Text.Json;
using System.Text.Json.Serialization;

namespace InferenceSim.Workloads.Rates;

/// <summary>How a rate goes over time: a profile, bursts over it, or both. In files it is its text; see <see cref="RateNotation"/>.</summary>
/// <param name="Text">As the user wrote it.</param>
/// <param name="Profile">The profile, or <c>null</c> for a constant factor of 1.</param>
/// <param name="Bursts">Bursts over it, or <c>null</c>.</param>
/// <param name="IsAbsolute">Whether the profile's factors are requests per second, so that no rate goes with it.</param>
[JsonConverter(typeof(JsonText))]
public sealed record RateShape(string Text, IRateProfile? Profile, BurstSpec? Bursts, bool IsAbsolute = false)
{
    /// <inheritdoc/>
    public override string ToString() => Text;

    internal sealed class JsonText : JsonConverter<RateShape>
    {
        public override RateShape Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            RateNotation.Parse(reader.TokenType == JsonTokenType.String
                ? reader.GetString()!
                : throw new JsonException("a rate profile is a text in quotes, as \"diurnal\""));

        public override void Write(Utf8JsonWriter writer, RateShape value, JsonSerializerOptions options) => writer.WriteStringValue(value.Text);
    }
}
