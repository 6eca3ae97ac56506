using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Freeze.Calibration;
using Freeze.Onnx2Cs.Compilation;
using Freeze.Onnx2Cs.Data;
using Spectre.Console;

namespace Freeze.Onnx2Cs.Commands;

/// <summary><c>onnx2cs fit</c>: fits caches and certifies their thresholds.</summary>
internal static class FitCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "Folder of a converted model." };
        var data = new Option<string>("--data")
        {
            Description = "Fitting images: a folder with one sub-folder a class, the same in a .tar, or CIFAR-10's .bin files.",
            Required = true,
        };
        var calibration = new Option<string>("--calibration")
        {
            Description = "Calibration images that the network was not trained on; none may stand in --data.",
            Required = true,
        };
        var risk = new Option<double>("--risk")
        {
            Description = "Largest share of predictions that may differ from the full network's.",
            DefaultValueFactory = _ => 0.01,
        };
        var confidence = new Option<double>("--confidence") { Description = "Probability that the promise holds.", DefaultValueFactory = _ => 0.95 };
        var seed = new Option<int>("--seed") { Description = "Seed of every random choice." };
        var cache = new Option<CacheKind>("--cache")
        {
            Description = "What the caches are made of; auto takes what saves more on images that choose thresholds.",
            DefaultValueFactory = _ => CacheKind.Learned,
        };
        var views = new Option<int>("--views")
        {
            Description = "Views of each fitting image that learned caches learn from: the image, then mirrored, shifted and mixed ones.",
            DefaultValueFactory = _ => new FitOptions().Views,
        };
        var images = new Option<int>("--images")
        {
            Description = "Most fitting images; from a larger set so many are drawn.",
            DefaultValueFactory = _ => new FitOptions().FittingImages,
        };
        var frontier = new Option<string?>("--frontier")
        {
            Description = "Fits both kinds and shows what a disagreement buys, on images that choose thresholds; drawn in an HTML file if given.",
            HelpName = "FILE",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("fit", "Fits caches to a model and certifies how often an early answer can differ.")
        {
            folder, data, calibration, risk, confidence, seed, cache, views, images, frontier,
        };
        command.SetAction((arguments, cancellation) => Terminal.Run(() =>
        {
            var (wanted, drawing) = (arguments.GetResult(frontier) is not null, arguments.GetValue(frontier));
            Output.CheckFolder(drawing);
            var opened = ModelFolder.Open(arguments.GetValue(folder)!);
            using var model = opened.Model.Load(opened.Path, new FrozenModelOptions { UseCaches = false });
            var options = new FitOptions
            {
                Risk = arguments.GetValue(risk),
                Confidence = arguments.GetValue(confidence),
                Seed = arguments.GetValue(seed),
                Kind = arguments.GetValue(cache),
                Views = arguments.GetValue(views),
                FittingImages = arguments.GetValue(images),
                Frontier = wanted,
            };
            var fitter = new CacheFitter(model, options);
            var result = Terminal.WithProgress(progress =>
            {
                var fitting = ModelImages.Read(arguments.GetValue(data)!, model.Plan, "reading fitting images", progress, cancellation);
                var held = ModelImages.Read(arguments.GetValue(calibration)!, model.Plan, "reading calibration images", progress, cancellation);
                fitting.CheckDisjoint(held);
                return fitter.Fit(fitting, held, new Reporter(progress), cancellation);
            });

            // Who stopped the command wants the caches that were there before.
            cancellation.ThrowIfCancellationRequested();
            result.Caches.Save(opened.CachePath, model.Plan);
            Print(result, opened.CachePath);
            if (result.Frontier is { } found) FrontierView.Show(found, model.Plan, Milliseconds(model), drawing);
            return 0;
        }));
        return command;
    }

    private static void Print(FitResult result, string path)
    {
        var table = Terminal.Table("probe", "kind", "grid", "units", "M MACs", "kB", "agreement of all", "leave here", "agreement of those");
        foreach (var probe in result.Probes)
        {
            if (probe.Kind.Length == 0)
            {
                table.AddRow(Terminal.Name(probe.Name), "none");
                continue;
            }

            table.AddRow(
                Terminal.Name(probe.Name), probe.Kind, $"{probe.Grid}x{probe.Grid}", $"{probe.Units}",
                Number(probe.Macs / 1e6), Number(probe.Bytes / 1e3),
                Percent(probe.Agreement), Percent(probe.ExitShare), probe.ExitAgreement is { } agreement ? Percent(agreement) : "-");
        }

        AnsiConsole.MarkupLine("On the images that chose the thresholds (not those of the certificate):");
        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated($"{path}  ({Terminal.Size(path)})");
        if (result.Certificate is { } c)
        {
            AnsiConsole.MarkupLine(
                $"[green]Certified:[/] with {Percent(c.Confidence)} confidence at most {Percent(c.Risk)} of predictions differ "
                + $"from the full network's ({c.Disagreements} of {c.Images} images differed).");
            AnsiConsole.MarkupLine("It holds for images drawn as the calibration images were, none of which the network may have been trained on.");
        }
        else
        {
            AnsiConsole.MarkupLineInterpolated($"[yellow]Not certified:[/] {result.Explanation}");
        }
    }

    // The whole network on a grey image: without caches every image takes as long.
    private static double Milliseconds(FrozenModel model)
    {
        var image = new byte[model.Plan.Input.Values];
        Array.Fill(image, (byte)128);
        var times = new double[25];
        for (var i = 0; i < times.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            model.Predict(image);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        return times[times.Length / 2];
    }

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Percent(double share) => share.ToString("0.0#%", CultureInfo.InvariantCulture);

    private sealed class Reporter(IProgressBars bars) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => bars.Report(value.Stage, value.Done, value.Total);
    }
}
