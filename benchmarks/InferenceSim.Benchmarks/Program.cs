using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;

// Beside the build output, so that the root stays clean wherever this is started.
string artifacts = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../benchmarks"));
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, DefaultConfig.Instance.WithArtifactsPath(artifacts));
