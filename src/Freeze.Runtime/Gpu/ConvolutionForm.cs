namespace Freeze.Gpu;

/// <summary>How a layer is computed for a number of images.</summary>
/// <param name="Method">The method.</param>
/// <param name="Kernel">The kernel that multiplies.</param>
/// <param name="Rows">Output channels of its tile; 0 without tiles.</param>
/// <param name="Columns">Pixels of its tile, or Winograd tiles.</param>
/// <param name="Parts">Parts of the depth.</param>
/// <param name="Steps">Steps of the depth in each of several parts.</param>
internal readonly record struct ConvolutionForm(
    ConvolutionMethod Method, GpuKernel Kernel, int Rows = 0, int Columns = 0, int Parts = 1, int Steps = 0);
