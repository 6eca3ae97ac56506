using System.CommandLine;
using System.Diagnostics;
using Freeze.Calibration;
using Freeze.Calibration.Certification;
using Freeze.Calibration.Costs;
using Freeze.Onnx2Cs.Compilation;
using Freeze.Onnx2Cs.Data;
using Freeze.Storage;

namespace Freeze.Onnx2Cs.Commands;

/// <summary><c>onnx2cs fit</c>: fits caches and certifies their thresholds.</summary>
internal static class FitCommand
{
    /// <summary>Exit code when nothing was certified, so that a script never takes an uncached model for a fitted one.</summary>
    private const int NotCertified = 3;

    // A probe takes some hundred bytes.
    private const int MostCosts = 16 << 20;

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
        var frontier = new Option<bool>("--frontier")
        {
            Description = "Fits both kinds and shows what a disagreement buys, on images that choose thresholds.",
            Arity = ArgumentArity.Zero,
        };
        var html = new Option<string?>("--html") { Description = "Draws the frontier in this file; means --frontier.", HelpName = "FILE" };
        var costs = new Option<string?>("--costs")
        {
            Description = "Places probes and chooses thresholds by milliseconds on the target, which edge-classifier profile wrote to this file.",
            HelpName = "FILE",
        };
        var most = new Option<long?>("--max-bytes")
        {
            Description = "All caches together stay below this, such as 500kB or 1MB.",
            HelpName = "SIZE",
            CustomParser = ByteSize.Parse,
        };
        var skipBad = new Option<bool>("--skip-bad")
        {
            Description = "Counts broken images and leaves them out; otherwise the first one is an error.",
            Arity = ArgumentArity.Zero,
        };
        var anyway = new Option<bool>("--anyway")
        {
            Description = "Fits even where the calibration images are too few to certify the risk; the caches then stay off.",
            Arity = ArgumentArity.Zero,
        };
        var trust = ModelOptions.Trust();
        var command = new Command(
            "fit",
            "Fits caches to a model and certifies how often an early answer can differ. "
            + "Exit code: 0 when certified, 3 when nothing was certified, 1 for an error.")
        {
            folder, data, calibration, risk, confidence, seed, cache, views, images, costs, most, frontier, html, skipBad, anyway, trust,
        };
        command.SetAction((arguments, cancellation) => Terminal.Run(() =>
        {
            var drawing = arguments.GetValue(html);
            Output.Check(drawing, arguments.GetValue(folder)!, arguments.GetValue(costs));
            var opened = ModelFolder.Open(arguments.GetValue(folder)!, arguments.GetValue(trust));
            using var model = opened.Model.Load(opened.Path, new FrozenModelOptions { UseCaches = false });
            var options = new FitOptions
            {
                Risk = arguments.GetValue(risk),
                Confidence = arguments.GetValue(confidence),
                Seed = arguments.GetValue(seed),
                Kind = arguments.GetValue(cache),
                Views = arguments.GetValue(views),
                FittingImages = arguments.GetValue(images),
                Frontier = arguments.GetValue(frontier) || drawing is not null,
                Costs = arguments.GetValue(costs) is { } measured ? ReadCosts(measured, model.Plan) : null,
                MaxBytes = arguments.GetValue(most),
            };
            var fitter = new CacheFitter(model, options);
            var held = Read(calibration, "reading calibration images");
            if (!arguments.GetValue(anyway) && Shortage(held, options) is { } shortage)
            {
                Terminal.Report(shortage);
                return NotCertified;
            }

            var fitting = Read(data, "reading fitting images");
            fitting.CheckDisjoint(held);
            Output.CheckImages(drawing, fitting, held);
            var result = Terminal.WithProgress(progress => fitter.Fit(fitting, held, new Reporter(progress), cancellation));

            // Who stopped the command wants the caches that were there before.
            cancellation.ThrowIfCancellationRequested();
            opened.CheckWeights(result.Caches.Weights);
            result.Caches.Save(opened.CachePath, model.Plan);
            FitView.Show(result, opened.CachePath);
            if (result.Frontier is { } found) FrontierView.Show(found, model.Plan, found.Milliseconds ?? Milliseconds(model), drawing);
            return result.Certificate is null ? NotCertified : 0;

            ModelImages Read(Option<string> set, string stage)
            {
                var read = Terminal.WithProgress(progress => ModelImages.Read(
                    arguments.GetValue(set)!, model.Plan, stage, progress, cancellation, arguments.GetValue(skipBad)));
                Terminal.Note(read);
                return read;
            }
        }));
        return command;
    }

    // Hours of fitting that cannot end in a certificate are not begun unasked.
    private static string? Shortage(ModelImages held, FitOptions options)
    {
        var (given, distinct) = (held.Count, held.Distinct);
        var needed = CalibrationNeed.Images(options.Risk, options.Confidence);
        if (distinct >= needed) return null;
        var tightest = Math.Ceiling(CalibrationNeed.Tightest(distinct, options.Confidence) * 1e4) / 1e4;
        var copies = given > distinct ? $" ({given} with their copies, which are no evidence)" : "";
        return $"{held.Path}: {distinct} distinct images{copies} cannot certify a risk of {options.Risk:0.####%} with "
            + $"{options.Confidence:0.####%} confidence, even if none of their answers differs: a fifth of them orders thresholds, "
            + "the rest certifies. "
            + $"Give at least {needed} distinct images{(tightest < 1 ? $", or --risk {tightest:0.####} or more" : "")}. "
            + "--anyway fits all the same: without a certificate, and with the caches off.";
    }

    private static CostProfile ReadCosts(string path, ModelPlan plan)
    {
        var json = InputFile.ReadText(path, "file", MostCosts);
        try
        {
            var profile = CostProfile.FromJson(json);
            profile.CheckFits(plan);
            return profile;
        }
        catch (FreezeException error)
        {
            throw new FreezeException($"'{path}': {error.Message}", error);
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

    private sealed class Reporter(IProgressBars bars) : IProgress<FitProgress>
    {
        public void Report(FitProgress value) => bars.Report(value.Stage, value.Done, value.Total);
    }
}
