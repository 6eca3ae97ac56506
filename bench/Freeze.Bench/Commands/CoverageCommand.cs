using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Freeze.Bench.Coverage;
using Freeze.Bench.Networks;
using Freeze.Calibration;
using Freeze.Calibration.Statistics;
using Freeze.Onnx2Cs.Commands;
using Freeze.Onnx2Cs.Compilation;
using Spectre.Console;

namespace Freeze.Bench.Commands;

/// <summary><c>coverage</c>: how often a certificate is broken where the truth is known.</summary>
internal static class CoverageCommand
{
    private const int Frames = 1000;

    // Chance that a certificate that is just as good as it says fails this check: one in a hundred.
    private const double Surely = 0.99;

    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "20 draws and 5,000 frames of truth in place of 200 and 50,000." };
        var risk = new Option<double>("--risk") { Description = "Share of answers that may differ.", DefaultValueFactory = _ => 0.02 };
        var command = new Command(
            "coverage", "Certifies the conveyor's caches on 200 independent draws of frames and counts the promises that 50,000 other frames break.")
        {
            quick, risk,
        };
        command.SetAction(arguments => Terminal.Run(() => Run(arguments.GetValue(quick), arguments.GetValue(risk))));
        return command;
    }

    private static int Run(bool quick, double risk)
    {
        var (draws, truth) = quick ? (20, 5_000) : (200, 50_000);
        var options = new FitOptions { Risk = risk, SamplingUnit = "frame", Seed = 1 };
        options.Check();
        var start = Stopwatch.GetTimestamp();
        var folder = ModelFolder.Open(ConveyorNetwork.Path);
        using var model = folder.Model.Load(folder.Path, new FrozenModelOptions { UseCaches = false });
        var results = new CoverageTrial(model, options).Run(draws, Frames, truth, new FittingProgress("coverage"));

        var certified = results.Where(draw => draw.Certified).ToArray();
        var broken = certified.Count(draw => draw.Truth > risk);
        var allowed = Binomial.Quantile(draws, 1 - options.Confidence, Surely);
        var table = Terminal.Table("coverage of certificates", "");
        table.AddRow("promise", $"with {Percent(options.Confidence)} confidence at most {Percent(risk)} of answers differ");
        table.AddRow("independent draws", $"{draws}, of {Frames / 5} frames that select and {Frames - Frames / 5} that certify");
        table.AddRow("frames of truth", truth.ToString("#,0", CultureInfo.InvariantCulture));
        table.AddRow("draws that certified something", $"{certified.Length}");
        table.AddRow("broken promises", $"{broken}");
        table.AddRow($"fit {Percent(1 - options.Confidence)} broken ones, 99 times in 100", $"up to {allowed}");
        if (certified.Length > 0)
        {
            table.AddRow("true disagreement, mean", Percent(certified.Average(draw => draw.Truth)));
            table.AddRow("true disagreement, worst draw", Percent(certified.Max(draw => draw.Truth)));
            table.AddRow("leave early, mean", Percent(certified.Average(draw => draw.Early)));
        }

        // Tables in a file are not folded into the 80 columns of a terminal that is not there.
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 200;
        AnsiConsole.Write(table);
        var holds = certified.Length > 0 && broken <= allowed;
        var verdict = holds ? "The promise holds" : certified.Length > 0 ? "The promise does not hold" : "Nothing was promised; take a larger --risk";
        AnsiConsole.WriteLine($"{verdict}. {Stopwatch.GetElapsedTime(start).TotalMinutes.ToString("0.0", CultureInfo.InvariantCulture)} minutes.");
        return holds ? 0 : 1;
    }

    private static string Percent(double share) => share.ToString("0.##%", CultureInfo.InvariantCulture);
}
