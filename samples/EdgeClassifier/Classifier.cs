using System.Diagnostics;
using Freeze.Imaging;
using Freeze.Imaging.DataSets;

namespace Freeze.Samples.EdgeClassifier;

/// <summary>Runs images through the model. A broken image is reported and skipped; the others still get their answers.</summary>
internal static class Classifier
{
    /// <summary>Classifies files. Returns whether all of them could be classified.</summary>
    public static bool Classify(FrozenModel model, string[] files, int top, IAnswerPrinter printer)
    {
        var orientation = model.Plan.Input.Orientation;
        (string, RgbImage) Read(int i) => (files[i], ImageFile.Decode(files[i], orientation: orientation));
        return Run(model, files.Length, Read, top, printer, summarise: false);
    }

    /// <summary>Classifies a folder's images in their order, then sums up. Returns whether all of them could be classified.</summary>
    public static bool Stream(FrozenModel model, string folder, int top, IAnswerPrinter printer)
    {
        using var images = ImageDataSet.Open(folder);
        if (images.LeftOut.Count > 0) Console.Error.WriteLine($"note: left out: {LeftOut.Join(images.LeftOut)}");
        var orientation = model.Plan.Input.Orientation;
        (string, RgbImage) Read(int i) => (images.Items[i].Name, images.Decode(i, orientation));
        return Run(model, images.Count, Read, top, printer, summarise: true);
    }

    private static bool Run(
        FrozenModel model, int count, Func<int, (string Name, RgbImage Image)> read, int top, IAnswerPrinter printer, bool summarise)
    {
        var summary = new Summary(model.Plan);
        var classes = new RankedClass[Math.Min(top, model.Plan.Classes)];
        var failures = 0;
        for (var i = 0; i < count; i++)
        {
            try
            {
                var (name, image) = read(i);

                // The network and the resizing to its input count; reading and decoding the file do not.
                var start = Stopwatch.GetTimestamp();
                var known = 0;
                var prediction = top == 0
                    ? model.Predict(image.Rgb, image.Width, image.Height)
                    : model.PredictTopK(image.Rgb, image.Width, image.Height, classes, out known);
                var milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                summary.Add(prediction, milliseconds);
                printer.Print(Answer.Of(name, prediction, milliseconds, classes.AsSpan(0, known)));
            }
            catch (FreezeException e)
            {
                CommandLine.Report(e.Message);
                failures++;
            }
        }

        if (summarise && failures < count) printer.Print(summary.Report(failures));
        return failures == 0;
    }
}
