using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace InferenceSim.Cli;

/// <summary>The ordinary help, and after it commands that work when pasted.</summary>
internal sealed class HelpWithExamples(HelpAction inner) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        int code = inner.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        string[] examples = Examples(parseResult.CommandResult.Command.Name);
        if (examples.Length > 0)
        {
            output.WriteLine("Examples:");
            foreach (string example in examples)
            {
                output.WriteLine("  " + example);
            }

            output.WriteLine();
        }

        return code;
    }

    private static string[] Examples(string command) => command switch
    {
        "run" =>
        [
            "infersim run --model llama-3.1-8b --gpu h100-sxm --rate 8 --workload chat",
            "infersim run my-scenario.json --batch 64 --json result.json --requests-out requests.csv",
        ],
        "sweep" =>
        [
            "infersim sweep",
            "infersim sweep --model llama-3.1-8b --gpu h100-sxm,h200-sxm --batch 1,2,4..256 --out sweep.csv --plot sweep.png",
            "infersim sweep --model llama-3.1-8b --gpu l40s --batch 64 --rate 0.5..4:0.5 --slo-ttft-ms 2000 --slo-tpot-ms 50",
            "infersim sweep --model llama-3.1-8b --gpu l40s --batch 64 --rate 1..4 --replications 10      means and 95% intervals",
            "infersim sweep --gpu h100-sxm,h200-sxm --batch 1..256 --out sweep.csv --resume               goes on after Ctrl-C",
            "infersim sweep --gpu h100-sxm,h200-sxm --batch 1..256 --out part1.csv --shard 1/2            one machine of two",
            "",
            "Lists and ranges: 1,2,8   1..8 (by one)   0.5..4:0.5 (by a step)   1,2,4..256 (goes on as it began: doubling)",
        ],
        "compare" =>
        [
            "infersim compare --model llama-3.1-8b --gpu a100-80-sxm,h100-sxm,h200-sxm,b200-sxm,mi300x,l40s",
            "infersim compare --model llama-3.1-70b --precision fp8 --gpu h100-sxm,h200-sxm --tp 2,4 --slo-tpot-ms 30",
        ],
        "economics" =>
        [
            "infersim economics --model llama-3.1-70b --precision fp8 --gpu h100-sxm --tp 4 --rate 4 --prices-from together/meta-llama/Llama-3-70b-chat-hf",
        ],
        "breakeven" => ["infersim economics breakeven workloads/questions/01-llama-405b.json --over rate --plot breakeven.png"],
        "payback" => ["infersim economics payback workloads/questions/01-llama-405b.json --training-usd 1000000 --model-half-life 0.25"],
        "sensitivity" => ["infersim economics sensitivity workloads/questions/01-llama-405b.json --plot tornado.png"],
        "frontier" => ["infersim economics frontier --model llama-3.1-70b --precision fp8 --gpu h100-sxm,h200-sxm --tp 2,4 --plot frontier.png"],
        "map" => ["infersim economics map workloads/questions/01-llama-405b.json --plot map.png"],
        "curves" => ["infersim economics curves --model llama-3.1-8b --gpu h100-sxm --batch 64 --plot curves.png"],
        "capacity" =>
        [
            "infersim capacity --model llama-3.1-8b --gpu l40s,h100-sxm                  the highest rate of each",
            "infersim capacity --model llama-3.1-70b --precision fp8 --gpu h100-sxm --rate 6      the fewest accelerators for it",
        ],
        "merge" => ["infersim merge part1.csv part2.csv --out all.csv"],
        "validate" => ["infersim validate measurements.csv --out errors.csv"],
        "calibrate" =>
        [
            "infersim calibrate --results bench-*.json --gpu h100-sxm --tp 4 --precision fp8 --out fitted",
            "infersim calibrate --measurements measurements.csv --folds 4 --leave-out gpu",
        ],
        "list" => ["infersim list gpus", "infersim list models", "infersim list workloads", "infersim list prices llama-3.1-405b", "infersim list prices --kind gpu_hour h100"],
        "show" => ["infersim show gpu h100-sxm", "infersim show model llama-3.1-70b", "infersim show workload chat"],
        "describe" => ["infersim workload describe my-trace.csv"],
        "cache" => ["infersim workload cache my-trace.jsonl --blocks 1000,5000,10000"],
        "generate" => ["infersim workload generate --workload chat --rate 5 --requests 1000 --out chat.csv"],
        "infersim" =>
        [
            "infersim sweep                                     a first table: llama-3.1-70b on 4 x H100, batch 1 to 256",
            "infersim compare --model llama-3.1-8b --gpu h100-sxm,l40s      which to rent",
            "infersim list gpus                                 what it knows",
        ],
        _ => [],
    };
}
