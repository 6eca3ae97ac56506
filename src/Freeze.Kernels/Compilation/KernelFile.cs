namespace Freeze.Kernels.Compilation;

/// <summary>One compiled kernel.</summary>
/// <param name="Name">File name: kernel, target, extension.</param>
/// <param name="Text">PTX or OpenCL C.</param>
public sealed record KernelFile(string Name, string Text);
