namespace Freeze.Gpu;

/// <summary>The kernels and what they take. Freeze.Kernels holds their code and documents their arguments; its tests hold the two together.</summary>
internal static class GpuKernels
{
    private const string ConvolutionArguments = "FFI" + "iiiiii" + "iiiiii" + "iiiiii" + "iiii";

    private const string WinogradProductArguments = "FFI" + "iiiiiiii";

    private static readonly List<GpuKernel> s_all = [];

    public static readonly GpuKernel Begin = Add("begin", "Start", 128, "IFFiii");
    public static readonly GpuKernel Pixels = Add("pixels", "Enter", 256, "BFFFiiiii");
    public static readonly GpuKernel Convolution64X64 = Add("convolution-64x64", "Convolve", 256, ConvolutionArguments);
    public static readonly GpuKernel Convolution32X32 = Add("convolution-32x32", "Convolve", 64, ConvolutionArguments);
    public static readonly GpuKernel Convolution16X64 = Add("convolution-16x64", "Convolve", 64, ConvolutionArguments);
    public static readonly GpuKernel ConvolutionPart = Add("convolution-part", "Part", 64, "FFFI" + "iii" + "iiiiii" + "iiiiii" + "iiii");
    public static readonly GpuKernel SplitSum = Add("split-sum", "Add", 128, "FFFI" + "iiiiiiii");
    public static readonly GpuKernel WinogradInput = Add("winograd-input", "Transform", 128, "FFI" + "iiiiiiiiiii");
    public static readonly GpuKernel WinogradProduct64X64 = Add("winograd-product-64x64", "Multiply", 256, WinogradProductArguments);
    public static readonly GpuKernel WinogradProduct32X32 = Add("winograd-product-32x32", "Multiply", 64, WinogradProductArguments);
    public static readonly GpuKernel WinogradOutput = Add("winograd-output", "Transform", 128, "FFFI" + "iiiiiiiiiiiii");
    public static readonly GpuKernel GroupedConvolution = Add("grouped-convolution", "Convolve", 128, ConvolutionArguments + "i");
    public static readonly GpuKernel Dense = Add("dense", "Multiply", 64, "FFFIiiiiiiiiii");
    public static readonly GpuKernel MaxPool = Add("max-pool", "Pool", 128, "FIiiiiiiiiiiiiiii");
    public static readonly GpuKernel AveragePool = Add("average-pool", "Pool", 128, "FIiiiiiiiiiiiiiii");
    public static readonly GpuKernel GridPool = Add("grid-pool", "Pool", 64, "FFIiiiiiii");
    public static readonly GpuKernel ScaleShift = Add("scale-shift", "Apply", 256, "FFIiiiiiiii");
    public static readonly GpuKernel Sum = Add("add", "Apply", 256, "FIiiiiiii");
    public static readonly GpuKernel Multiply = Add("multiply", "Apply", 256, "FIiiiiiii");
    public static readonly GpuKernel LayerNorm = Add("layer-norm", "Apply", 64, "FFIiiiiiiiif");
    public static readonly GpuKernel Activate = Add("activate", "Apply", 256, "FIiiiiiff");
    public static readonly GpuKernel Resample = Add("resample", "Pick", 128, "FFIiiiiiiiiii");
    public static readonly GpuKernel Rearrange = Add("rearrange", "Gather", 256, "FIiiii" + "iiiiiiii" + "iiiiiiii");
    public static readonly GpuKernel Copy = Add("copy", "Move", 256, "FFIiiiii");
    public static readonly GpuKernel Softmax = Add("softmax", "Apply", 128, "FIiiiii");
    public static readonly GpuKernel Distance = Add("distance", "Nearest", 128, "FFIFIiiiiii");
    public static readonly GpuKernel Judge = Add("judge", "Decide", 32, "FFIiiiiiffffff");
    public static readonly GpuKernel Compact = Add("compact", "Leave", 32, "IFFif");

    /// <summary>All kernels.</summary>
    public static IReadOnlyList<GpuKernel> All => s_all;

    private static GpuKernel Add(string name, string method, int groupSize, string arguments)
    {
        var kernel = new GpuKernel(s_all.Count, name, "Kernel_" + method, groupSize, arguments);
        s_all.Add(kernel);
        return kernel;
    }
}
