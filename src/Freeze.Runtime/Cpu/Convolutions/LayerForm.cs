namespace Freeze.Cpu.Convolutions;

/// <summary>How a layer is computed.</summary>
/// <param name="Packed">The form that its weights are packed for; it serves single images.</param>
/// <param name="Batches">Whether batches may take <see cref="BatchForm"/>.</param>
internal readonly record struct LayerForm(ConvolutionForm Packed, bool Batches = false);
