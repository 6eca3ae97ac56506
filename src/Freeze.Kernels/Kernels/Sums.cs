using ILGPU;

namespace Freeze.Kernels;

/// <summary>The 4 x 4 results that a thread of a matrix product keeps in registers.</summary>
public struct Sums
{
    private float _r00, _r01, _r02, _r03, _r10, _r11, _r12, _r13, _r20, _r21, _r22, _r23, _r30, _r31, _r32, _r33;

    /// <summary>Adds the products of a stretch of the depth, which lies in shared memory.</summary>
    /// <typeparam name="T">The tile.</typeparam>
    /// <param name="weights">The stretch of the left matrix, [<see cref="Convolution.Depth"/>][rows].</param>
    /// <param name="inputs">The stretch of the right matrix, [<see cref="Convolution.Depth"/>][columns].</param>
    public void Add<T>(ArrayView<float> weights, ArrayView<float> inputs)
        where T : unmanaged, IConvolutionTile
    {
        var row = FirstRow<T>();
        var column = FirstColumn<T>();
        for (var step = 0; step < Convolution.Depth; step++)
        {
            var w = step * T.Rows + row;
            var p = step * T.Columns + column;
            float w0 = weights[w], w1 = weights[w + 1], w2 = weights[w + 2], w3 = weights[w + 3];
            float p0 = inputs[p], p1 = inputs[p + T.Columns / 4], p2 = inputs[p + T.Columns / 2], p3 = inputs[p + T.Columns / 4 * 3];
            _r00 += w0 * p0; _r01 += w0 * p1; _r02 += w0 * p2; _r03 += w0 * p3;
            _r10 += w1 * p0; _r11 += w1 * p1; _r12 += w1 * p2; _r13 += w1 * p3;
            _r20 += w2 * p0; _r21 += w2 * p1; _r22 += w2 * p2; _r23 += w2 * p3;
            _r30 += w3 * p0; _r31 += w3 * p1; _r32 += w3 * p2; _r33 += w3 * p3;
        }
    }

    /// <summary>Writes the results to an array, so that what follows is compiled once and not sixteen times.</summary>
    /// <param name="results">Receives them, row by row.</param>
    public readonly void CopyTo(ArrayView<float> results)
    {
        results[0] = _r00; results[1] = _r01; results[2] = _r02; results[3] = _r03;
        results[4] = _r10; results[5] = _r11; results[6] = _r12; results[7] = _r13;
        results[8] = _r20; results[9] = _r21; results[10] = _r22; results[11] = _r23;
        results[12] = _r30; results[13] = _r31; results[14] = _r32; results[15] = _r33;
    }

    /// <summary>Row of a result in the tile.</summary>
    /// <typeparam name="T">The tile.</typeparam>
    /// <param name="result">Index of the result.</param>
    public static int Row<T>(int result)
        where T : unmanaged, IConvolutionTile => FirstRow<T>() + result / 4;

    /// <summary>Column of a result: neighbouring threads have neighbouring columns.</summary>
    /// <typeparam name="T">The tile.</typeparam>
    /// <param name="result">Index of the result.</param>
    public static int Column<T>(int result)
        where T : unmanaged, IConvolutionTile => FirstColumn<T>() + result % 4 * (T.Columns / 4);

    private static int FirstRow<T>()
        where T : unmanaged, IConvolutionTile => Group.IdxX / (T.Columns / 4) * 4;

    private static int FirstColumn<T>()
        where T : unmanaged, IConvolutionTile => Group.IdxX % (T.Columns / 4);
}
