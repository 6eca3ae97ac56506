namespace Freeze.Calibration.Certification;

/// <summary>What the network and every probe's cache say about a set of images: all that choosing and certifying thresholds needs.</summary>
public sealed class LookUpTable
{
    /// <summary>Makes an empty table.</summary>
    /// <param name="images">Number of images.</param>
    /// <param name="probes">Number of probes; one without a cache keeps score 0.</param>
    public LookUpTable(int images, int probes)
    {
        Network = new int[images];
        Classes = new int[probes][];
        Scores = new float[probes][];
        for (var k = 0; k < probes; k++) (Classes[k], Scores[k]) = (new int[images], new float[images]);
    }

    private LookUpTable(int[] network, int[][] classes, float[][] scores) => (Network, Classes, Scores) = (network, classes, scores);

    /// <summary>Number of images.</summary>
    public int Images => Network.Length;

    /// <summary>Number of probes.</summary>
    public int Probes => Classes.Length;

    /// <summary>The full network's class, [image].</summary>
    public int[] Network { get; }

    /// <summary>The cached class, [probe][image].</summary>
    public int[][] Classes { get; }

    /// <summary>Score of the look-up, [probe][image].</summary>
    public float[][] Scores { get; }

    /// <summary>Whether a cached answer is the network's own.</summary>
    /// <param name="probe">Index of the probe.</param>
    /// <param name="image">Index of the image.</param>
    public bool Agrees(int probe, int image) => Classes[probe][image] == Network[image];

    /// <summary>The probe where an image leaves; the number of probes when it runs to the end.</summary>
    /// <param name="image">Index of the image.</param>
    /// <param name="thresholds">Threshold of each probe; infinite when off.</param>
    public int Exit(int image, ReadOnlySpan<float> thresholds)
    {
        for (var k = 0; k < thresholds.Length; k++)
            if (Scores[k][image] >= thresholds[k]) return k;
        return Probes;
    }

    /// <summary>Runs all images through the probes.</summary>
    /// <param name="thresholds">Threshold of each probe; infinite when off.</param>
    /// <returns>Images that leave at each probe and how many of those get another answer than the network's.</returns>
    public (int[] Exits, int[] Disagreements) Walk(ReadOnlySpan<float> thresholds)
    {
        var (exits, wrong) = (new int[Probes], new int[Probes]);
        for (var i = 0; i < Images; i++)
        {
            var k = Exit(i, thresholds);
            if (k == Probes) continue;
            exits[k]++;
            if (!Agrees(k, i)) wrong[k]++;
        }

        return (exits, wrong);
    }

    /// <summary>A table of some of the images.</summary>
    /// <param name="images">Indices of the images.</param>
    public LookUpTable Select(ReadOnlySpan<int> images)
    {
        var table = new LookUpTable(new int[images.Length], new int[Probes][], new float[Probes][]);
        for (var k = 0; k < Probes; k++) (table.Classes[k], table.Scores[k]) = (new int[images.Length], new float[images.Length]);
        for (var i = 0; i < images.Length; i++)
        {
            table.Network[i] = Network[images[i]];
            for (var k = 0; k < Probes; k++) (table.Classes[k][i], table.Scores[k][i]) = (Classes[k][images[i]], Scores[k][images[i]]);
        }

        return table;
    }
}
