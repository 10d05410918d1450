using System.CommandLine;
using InferenceSim.Experiments;
using InferenceSim.Experiments.Calibration;

namespace InferenceSim.Cli.Commands;

/// <summary>The flags of <c>calibrate --results</c> that say what a benchmark client does not write down.</summary>
internal sealed class OwnServerOptions
{
    private readonly Option<string?> _engine = new("--engine") { Description = "with --results: engine or generation (default: sglang or vllm, as the file says)", HelpName = "name" };
    private readonly Option<string?> _model = new("--model") { Description = "with --results: catalog name of the model (default: found from the file's model_id)", HelpName = "name" };
    private readonly Option<string?> _gpu = new("--gpu") { Description = "with --results: catalog name of the accelerator", HelpName = "name" };
    private readonly Option<int?> _tp = new("--tp") { Description = "with --results: tensor-parallel accelerators (default 1)", HelpName = "n" };
    private readonly Option<string?> _precision = new("--precision") { Description = "with --results: format of the weights (default: as published)", HelpName = "format" };
    private readonly Option<string?> _kv = new("--kv-precision") { Description = "with --results: format of the KV cache (default: the engine's)", HelpName = "format" };
    private readonly Option<int?> _batch = new("--batch") { Description = "with --results: the server's limit of sequences (default: the engine's)", HelpName = "n" };
    private readonly Option<int?> _budget = new("--token-budget") { Description = "with --results: the server's token budget (default: the engine's)", HelpName = "n" };

    /// <summary>Adds the flags to a command.</summary>
    public OwnServerOptions(Command command)
    {
        foreach (Option option in (Option[])[_engine, _model, _gpu, _tp, _precision, _kv, _batch, _budget])
        {
            command.Add(option);
        }
    }

    /// <summary>The server that was described.</summary>
    /// <exception cref="UsageException">No accelerator was named, or a number is out of range.</exception>
    public OwnServer Of(ParseResult parsed) => new()
    {
        Engine = Checked(parsed, _engine, "engine"),
        Model = parsed.GetValue(_model),
        Gpu = parsed.GetValue(_gpu) ?? throw new UsageException("--results says nothing about the accelerator: give --gpu; 'infersim list gpus' shows them"),
        Tp = AtLeastOne(parsed, _tp) ?? 1,
        Precision = Checked(parsed, _precision, "precision"),
        KvPrecision = Checked(parsed, _kv, "kv_precision"),
        MaxSequences = AtLeastOne(parsed, _batch),
        TokenBudget = AtLeastOne(parsed, _budget),
    };

    // The same names as those of a scenario, with the same complaint about others.
    private static string? Checked(ParseResult parsed, Option<string?> option, string field)
    {
        if (parsed.GetValue(option) is not string text)
        {
            return null;
        }

        _ = ScenarioFields.Find(field).Apply(new Scenario(), text);
        return text;
    }

    private static int? AtLeastOne(ParseResult parsed, Option<int?> option) => parsed.GetValue(option) is int number and < 1
        ? throw new UsageException($"{option.Name} {number}: a whole number of at least 1 is expected")
        : parsed.GetValue(option);
}
