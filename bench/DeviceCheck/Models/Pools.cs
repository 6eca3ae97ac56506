using Freeze.Definition;
using static Freeze.Definition.Edge;

namespace Freeze.DeviceCheck.Models;

/// <summary>Pools of every kind, with uneven windows, strides and padding, and softmax at the end.</summary>
[FrozenModel("pools")]
[Input(3, 12, 12, Mean = [0.5f, 0.5f, 0.5f], Deviation = [0.25f, 0.25f, 0.25f])]
[Conv2D("hidden", From = Image, Channels = 20, Kernel = 3, Pad = 1)]
[Probe("hidden")]
[MaxPool("max", From = "hidden", KernelHeight = 3, KernelWidth = 2, StrideHeight = 2, StrideWidth = 1, Pads = [1, 0, 1, 1])]
[Probe("max")]
[AveragePool("average", From = "max", Kernel = 3, StrideHeight = 1, StrideWidth = 2, Pad = 1)]
[Probe("average")]
[AveragePool("average_padding_counted", From = "average", KernelHeight = 2, KernelWidth = 3, Pads = [1, 1, 0, 1], CountPadding = true)]
[Probe("average_padding_counted")]
[GlobalAveragePool("global", From = "average_padding_counted")]
[Probe("global")]
[Dense("dense", From = "global", Outputs = 140)]
[Probe("dense")]
[Dense("logits", From = "dense", Outputs = 8)]
[Softmax("softmax", From = "logits")]
public sealed partial class Pools : FrozenModel;
