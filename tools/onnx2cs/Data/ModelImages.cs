using Freeze.Calibration;
using Freeze.Imaging.DataSets;
using Freeze.Onnx2Cs.Commands;
using Freeze.Storage;

namespace Freeze.Onnx2Cs.Data;

/// <summary>A data set at a model's size: decoded, resized and hashed once, by all cores.</summary>
internal sealed class ModelImages : IImageSet
{
    private readonly byte[][] _pixels;
    private readonly string[] _hashes;
    private readonly ImageDataSet _source;

    private ModelImages(ImageDataSet source, byte[][] pixels, string[] hashes)
    {
        (_source, _pixels, _hashes) = (source, pixels, hashes);
    }

    public int Count => _pixels.Length;

    /// <summary>Reads a whole data set.</summary>
    /// <param name="path">Folder, .tar or CIFAR-10 file.</param>
    /// <param name="plan">The model whose size the images take.</param>
    /// <param name="stage">What the progress bar says.</param>
    /// <param name="progress">The progress bars.</param>
    /// <param name="cancellation">Stops the work.</param>
    public static ModelImages Read(string path, ModelPlan plan, string stage, IProgressBars progress, CancellationToken cancellation)
    {
        var input = plan.Input;
        if (input.Channels is not (1 or 3))
            throw new FreezeException($"The model takes images of {input.Channels} channels; image files are read as RGB, with 3, or made grey, with 1.");
        using var source = ImageDataSet.Open(path);
        var (pixels, hashes, done) = (new byte[source.Count][], new string[source.Count], 0);
        try
        {
            Parallel.For(0, source.Count, new ParallelOptions { CancellationToken = cancellation }, i =>
            {
                var image = source.Decode(i, input.Orientation);
                hashes[i] = Convert.ToHexString(image.ContentHash());
                input.Prepare(image.Rgb, image.Width, image.Height, pixels[i] = new byte[input.Values]);
                if (Interlocked.Increment(ref done) % 256 == 0) progress.Report(stage, done, source.Count);
            });
        }
        catch (AggregateException error) when (error.InnerExceptions.OfType<FreezeException>().FirstOrDefault() is { } first)
        {
            throw first;
        }

        progress.Report(stage, source.Count, source.Count);
        return new ModelImages(source, pixels, hashes);
    }

    public string? Name(int index) => _source.Items[index].Name;

    public void Read(int index, Span<byte> rgb) => _pixels[index].CopyTo(rgb);

    /// <summary>True classes in the model's numbering; null when the images carry no labels or their classes are not the model's.</summary>
    public int[]? Labels(ModelPlan plan)
    {
        if (!_source.IsLabelled || _source.Classes.Count > plan.Classes) return null;
        var labels = plan.Labels.ToList();
        int[] map = [.. _source.Classes.Select(name => labels.FindIndex(label => label.Equals(name, StringComparison.OrdinalIgnoreCase)))];

        // A model without names numbers its classes as the folders sort; names that are not the model's would give wrong accuracies.
        if (plan.Labels.Count == 0) map = [.. Enumerable.Range(0, map.Length)];
        return map.Contains(-1) ? null : [.. _source.Items.Select(item => map[item.Label])];
    }

    /// <summary>Refuses to go on when images stand in both sets: a threshold must not be chosen on what was fitted.</summary>
    public void CheckDisjoint(ModelImages other)
    {
        var known = _hashes.ToHashSet(StringComparer.Ordinal);
        var both = Enumerable.Range(0, other.Count).Where(i => known.Contains(other._hashes[i])).ToArray();
        if (both.Length > 0)
            throw new FreezeException(
                $"{both.Length} image(s) of '{other._source.Path}' stand in '{_source.Path}' too, "
                + $"the first is '{HostileText.Printable(other._source.Items[both[0]].Name)}'. "
                + "Fitting and calibration images must differ; remove them from one set.");
    }
}
