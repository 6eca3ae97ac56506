using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Order;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Freeze.Bench.Micro;

namespace Freeze.Bench.Commands;

/// <summary><c>micro</c>: kernel by kernel, with BenchmarkDotNet.</summary>
internal static class MicroCommand
{
    public static Command Create()
    {
        const string description = "Measures single layers and look-ups; takes BenchmarkDotNet's arguments: --filter '*Convolution*' --job short.";
        var command = new Command("micro", description)
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction(arguments =>
        {
            // In this process: a project of its own would be built under the house's build settings, which are not made for generated code.
            string[] given = ["--inProcess", .. arguments.UnmatchedTokens];
            if (!given.Any(token => token is "-f" or "--filter" or "--list")) given = [.. given, "--filter", "*"];
            var summaries = BenchmarkSwitcher.FromAssembly(typeof(MicroCommand).Assembly).Run(given, Config());
            return summaries.All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success)) ? 0 : 1;
        });
        return command;
    }

    private static ManualConfig Config() => ManualConfig.Create(DefaultConfig.Instance)
        .AddColumn(new ThroughputColumn())
        .WithOrderer(new DefaultOrderer(SummaryOrderPolicy.Declared))
        .WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(40))
        .WithArtifactsPath(Path.Combine(Repository.Root ?? Path.GetTempPath(), "artifacts", "micro"));
}
