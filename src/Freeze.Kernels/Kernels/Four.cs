namespace Freeze.Kernels;

/// <summary>Four values in a row or column of a Winograd tile, and the transforms of F(2,3) at the points 0, 1, -1 and infinity.</summary>
internal readonly struct Four(float a, float b, float c, float d)
{
    public float A { get; } = a;

    public float B { get; } = b;

    public float C { get; } = c;

    public float D { get; } = d;

    /// <summary>Four pixels to four points.</summary>
    public Four ToPoints() => new(A - C, B + C, C - B, B - D);

    /// <summary>First of the two results that products at four points make.</summary>
    public float First() => A + B + C;

    /// <summary>The second.</summary>
    public float Second() => B - C - D;
}
