using System.Security.Cryptography;
using Freeze.Calibration;
using Freeze.Imaging.DataSets;
using Freeze.Onnx2Cs.Commands;
using Freeze.Storage;

namespace Freeze.Onnx2Cs.Data;

/// <summary>A data set at a model's size: decoded, resized and hashed once, by all cores.</summary>
internal sealed class ModelImages : IImageSet
{
    private readonly ImageDataSet _source;
    private readonly ImageItem[] _items;
    private readonly byte[][] _pixels;
    private readonly string[] _hashes;

    private ModelImages(ImageDataSet source, ImageItem[] items, byte[][] pixels, string[] hashes, LeftOut? broken)
    {
        (_source, _items, _pixels, _hashes) = (source, items, pixels, hashes);
        LeftOut = broken is null ? source.LeftOut : [broken, .. source.LeftOut];
    }

    public int Count => _pixels.Length;

    /// <summary>The path that the images were read from.</summary>
    public string Path => _source.Path;

    /// <summary>Images that are not equal to another one, as they enter the network.</summary>
    public int Distinct => _hashes.Distinct(StringComparer.Ordinal).Count();

    /// <summary>What stands beside the images and is not among them, broken images that were to be skipped first.</summary>
    public IReadOnlyList<LeftOut> LeftOut { get; }

    /// <summary>Reads a whole data set.</summary>
    /// <param name="path">Folder, .tar or CIFAR-10 file.</param>
    /// <param name="plan">The model whose size the images take.</param>
    /// <param name="stage">What the progress bar says.</param>
    /// <param name="progress">The progress bars.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <param name="skipBad">Whether broken images are counted and left out; otherwise the first one is an error.</param>
    public static ModelImages Read(
        string path, ModelPlan plan, string stage, IProgressBars progress, CancellationToken cancellation, bool skipBad = false)
    {
        var input = plan.Input;
        if (input.Channels is not (1 or 3))
            throw new FreezeException($"The model takes images of {input.Channels} channels; image files are read as RGB (3) or grey (1).");
        using var source = ImageDataSet.Open(path);
        var (bytes, memory) = ((long)source.Count * input.Values, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        if (bytes > memory / 4 * 3)
            throw new FreezeException($"{path}: {source.Count} images at the network's size take {bytes / 1e9:0.0} GB, and there are {memory / 1e9:0.0} GB "
                + "of memory. Give fewer.");
        var (pixels, errors, done) = (new byte[]?[source.Count], new FreezeException?[source.Count], 0);
        Parallel.For(0, source.Count, new ParallelOptions { CancellationToken = cancellation }, (i, state) =>
        {
            try
            {
                pixels[i] = Read(source, i, input);
            }
            catch (FreezeException error)
            {
                // All images before the first broken one are still read, so that the error is the same each time.
                errors[i] = error;
                if (!skipBad) state.Break();
            }

            if (Interlocked.Increment(ref done) % 256 == 0) progress.Report(stage, done, source.Count);
        });
        progress.Report(stage, source.Count, source.Count);

        int[] bad = [.. Enumerable.Range(0, source.Count).Where(i => errors[i] is not null)];
        if (bad.Length > 0 && !skipBad)
            throw new FreezeException($"{errors[bad[0]]!.Message} To leave broken images out, give --skip-bad.", errors[bad[0]]);
        if (bad.Length == source.Count)
            throw new FreezeException($"{path}: none of the {bad.Length} images can be read. The first: {errors[0]!.Message}", errors[0]);
        int[] good = [.. Enumerable.Range(0, source.Count).Where(i => errors[i] is null)];
        byte[][] read = [.. good.Select(i => pixels[i]!)];
        var hashes = new string[read.Length];
        Parallel.For(0, read.Length, i => hashes[i] = Convert.ToHexString(SHA256.HashData(read[i])));
        var broken = bad.Length == 0 ? null : new LeftOut("broken images", bad.Length, source.Items[bad[0]].Name);
        return new ModelImages(source, [.. good.Select(i => source.Items[i])], read, hashes, broken);
    }

    /// <summary>Whether a file belongs to the set; its path must be a true one, without links.</summary>
    public bool Holds(string file) => _source.Holds(file);

    /// <summary>An image's path within the set, or its file and number.</summary>
    public string Name(int index) => _items[index].Name;

    public void Read(int index, Span<byte> rgb) => _pixels[index].CopyTo(rgb);

    /// <summary>What classes the set's folders or numbers are in the model's numbering.</summary>
    public ClassNumbers Classes(ModelPlan plan)
    {
        var present = _items.Select(item => item.Label).ToHashSet();
        return ClassNumbers.Of(_source.Classes, present.Contains, _source.HasClassNumbers, plan);
    }

    /// <summary>True classes in the model's numbering; null when they are unknown.</summary>
    public int[]? Labels(ModelPlan plan) => Classes(plan).Numbers is { } numbers ? [.. _items.Select(item => numbers[item.Label])] : null;

    /// <summary>Classes of the set without an image that could be read.</summary>
    public IReadOnlyList<string> EmptyClasses
    {
        get
        {
            var present = _items.Select(item => item.Label).ToHashSet();
            return _source.HasClassNumbers ? [] : [.. _source.Classes.Where((_, label) => !present.Contains(label))];
        }
    }

    /// <summary>Refuses to go on when images stand in both sets: a threshold must not be chosen on what was fitted.</summary>
    public void CheckDisjoint(ModelImages other)
    {
        var known = _hashes.ToHashSet(StringComparer.Ordinal);
        var both = Enumerable.Range(0, other.Count).Where(i => known.Contains(other._hashes[i])).ToArray();
        if (both.Length > 0)
            throw new FreezeException(
                $"{both.Length} image(s) of '{other.Path}' stand in '{Path}' too, "
                + $"the first is '{HostileText.Printable(other._items[both[0]].Name)}'. "
                + "Fitting and calibration images must differ; remove them from one set.");
    }

    private static byte[] Read(ImageDataSet source, int index, ImageInput input)
    {
        var (image, pixels) = (source.Decode(index, input.Orientation), new byte[input.Values]);
        input.Prepare(image.Rgb, image.Width, image.Height, pixels);
        return pixels;
    }
}
