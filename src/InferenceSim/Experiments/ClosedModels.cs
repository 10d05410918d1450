using InferenceSim.Economics.Prices;
using InferenceSim.Models;
using InferenceSim.Simulation;

namespace InferenceSim.Experiments;

/// <summary>Models that are sold by the token and whose weights nobody publishes: they have prices and cannot be simulated.</summary>
internal static class ClosedModels
{
    private static readonly string[] s_sellers = ["openai", "anthropic", "google", "x_ai"];
    private static readonly string[] s_families = ["gpt-", "chatgpt", "claude", "gemini", "grok", "o1", "o3", "o4", "davinci"];

    /// <summary>Why <paramref name="name"/> cannot be simulated and which prices there are; <c>null</c> for a name of no closed model.</summary>
    public static string? Why(string name)
    {
        string[] items = [.. PriceCatalog.All.Where(q => q.Kind == PriceCatalog.TokenPrices && s_sellers.Contains(q.Provider) && !ModelCatalog.TryFind(q.Item, out _))
            .Select(q => $"{q.Provider}/{q.Item}").Distinct()];
        string? exact = Array.Find(items, i => string.Equals(i, name, StringComparison.OrdinalIgnoreCase) || string.Equals(Bare(i), name, StringComparison.OrdinalIgnoreCase));
        if (exact is null && !s_families.Any(f => name.StartsWith(f, StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }

        IReadOnlyList<string> near = exact is not null ? [exact] : NearestNames.To(name, items.Select(Bare));
        string prices = exact is not null
            ? $"its price is there as --prices-from {exact}"
            : $"{(near.Count > 0 ? $"prices there are of {string.Join(", ", near.Select(n => $"'{n}'"))}; " : "")}'infersim list prices --kind token_price' shows all";
        return $"the weights of '{name}' are not published, so nobody can simulate what serving it costs; {prices}. Give --model an open model ('infersim list models')";

        static string Bare(string item) => item[(item.IndexOf('/', StringComparison.Ordinal) + 1)..];
    }
}
