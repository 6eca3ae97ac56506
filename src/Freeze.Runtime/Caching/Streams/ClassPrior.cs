namespace Freeze.Caching.Streams;

/// <summary>How often each class came lately: counts that decay with every answer, and one answer's worth of "all are equal".</summary>
/// <param name="classes">Classes.</param>
/// <param name="memory">Answers over which it forgets.</param>
internal sealed class ClassPrior(int classes, double memory)
{
    private readonly double[] _counts = new double[classes];
    private readonly double _keep = 1 - 1 / memory;
    private double _sum;
    private double _scale = 1;

    /// <summary>Adds an answer.</summary>
    public void Add(int answer)
    {
        // Instead of all counts falling, the worth of a new one rises; now and then all are brought back.
        if (_keep > 0) _scale /= _keep;
        else Array.Clear(_counts);
        _counts[answer] += _scale;
        _sum = _keep * _sum + 1;
        if (_scale < 1e100) return;
        for (var c = 0; c < _counts.Length; c++) _counts[c] /= _scale;
        _scale = 1;
    }

    /// <summary>Logarithm of a class's probability relative to that of an even prior.</summary>
    public double LogRatio(int answer) => Math.Log((_counts[answer] / _scale * _counts.Length + 1) / (_sum + 1));
}
