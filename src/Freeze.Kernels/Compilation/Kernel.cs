using System.Reflection;
using ILGPU.Backends.EntryPoints;

namespace Freeze.Kernels.Compilation;

/// <summary>A kernel to compile: an explicitly grouped static method.</summary>
/// <param name="Name">Name of its files.</param>
/// <param name="Method">The method.</param>
/// <param name="GroupSize">Threads in a group; PTX compilers size the registers by it.</param>
public sealed record Kernel(string Name, MethodInfo Method, int GroupSize)
{
    /// <summary>All kernels that ship. One module each, since ILGPU names every entry after its method.</summary>
    public static IReadOnlyList<Kernel> All { get; } =
    [
        Of("begin", typeof(Begin), nameof(Begin.Start), Begin.GroupSize),
        Of("pixels", typeof(Pixels), nameof(Pixels.Enter), Pixels.GroupSize),
        Convolution<Tile64X64>("convolution-64x64"),
        Convolution<Tile32X32>("convolution-32x32"),
        Convolution<Tile16X64>("convolution-16x64"),
        Tiled<Tile32X32>("convolution-part", typeof(Convolution), nameof(Kernels.Convolution.Part)),
        Of("split-sum", typeof(SplitSum), nameof(SplitSum.Add), SplitSum.GroupSize),
        Of("winograd-input", typeof(WinogradInput), nameof(WinogradInput.Transform), WinogradInput.GroupSize),
        Tiled<Tile64X64>("winograd-product-64x64", typeof(WinogradProduct), nameof(WinogradProduct.Multiply)),
        Tiled<Tile32X32>("winograd-product-32x32", typeof(WinogradProduct), nameof(WinogradProduct.Multiply)),
        Of("winograd-output", typeof(WinogradOutput), nameof(WinogradOutput.Transform), WinogradOutput.GroupSize),
        Of("grouped-convolution", typeof(GroupedConvolution), nameof(GroupedConvolution.Convolve), GroupedConvolution.GroupSize),
        Of("dense", typeof(Dense), nameof(Dense.Multiply), Dense.GroupSize),
        Of<MaxPool>("max-pool", typeof(WindowPool), nameof(WindowPool.Pool), WindowPool.GroupSize),
        Of<AveragePool>("average-pool", typeof(WindowPool), nameof(WindowPool.Pool), WindowPool.GroupSize),
        Of("grid-pool", typeof(GridPool), nameof(GridPool.Pool), GridPool.GroupSize),
        Of("scale-shift", typeof(ScaleShift), nameof(ScaleShift.Apply), ScaleShift.GroupSize),
        Of<Add>("add", typeof(Combine), nameof(Combine.Apply), Combine.GroupSize),
        Of<Multiply>("multiply", typeof(Combine), nameof(Combine.Apply), Combine.GroupSize),
        Of("layer-norm", typeof(LayerNorm), nameof(LayerNorm.Apply), LayerNorm.GroupSize),
        Of("activate", typeof(Activate), nameof(Activate.Apply), Activate.GroupSize),
        Of("resample", typeof(Resample), nameof(Resample.Pick), Resample.GroupSize),
        Of("rearrange", typeof(Rearrange), nameof(Rearrange.Gather), Rearrange.GroupSize),
        Of("copy", typeof(Copy), nameof(Copy.Move), Copy.GroupSize),
        Of("softmax", typeof(Softmax), nameof(Softmax.Apply), Softmax.GroupSize),
        Of("distance", typeof(Distance), nameof(Distance.Nearest), Distance.GroupSize),
        Of("judge", typeof(Judge), nameof(Judge.Decide), Judge.GroupSize),
        Of("compact", typeof(Compact), nameof(Compact.Leave), Compact.GroupSize),
    ];

    internal EntryPointDescription EntryPoint => EntryPointDescription.FromExplicitlyGroupedKernel(Method);

    private static Kernel Of(string name, Type type, string method, int groupSize) => new(name, type.GetMethod(method)!, groupSize);

    private static Kernel Of<T>(string name, Type type, string method, int groupSize)
        where T : unmanaged =>
        new(name, type.GetMethod(method)!.MakeGenericMethod(typeof(T)), groupSize);

    private static Kernel Tiled<T>(string name, Type type, string method)
        where T : unmanaged, IConvolutionTile =>
        Of<T>(name, type, method, T.Threads);

    private static Kernel Convolution<T>(string name)
        where T : unmanaged, IConvolutionTile =>
        Tiled<T>(name, typeof(Convolution), nameof(Kernels.Convolution.Convolve));
}
