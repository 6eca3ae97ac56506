#!/usr/bin/env python3
"""Times ResNet-18 for images of 32x32 pixels in PyTorch, as device-check times Freeze: a call takes bytes of pixels in the host's memory and ends
with the classes there. Eager, channels_last, and replayed from a CUDA graph; float32 with TF32 off and on. Prints rows for device-check's table.

usage: pytorch_baseline.py [--device cuda] [--seconds 5] [--rows]      (--rows leaves out the table's head)
"""
import argparse
import sys
import time

try:
    import torch
    from torch import nn
except ImportError:
    sys.exit("error: this interpreter has no PyTorch: pip install torch")


class Block(nn.Module):
    """Two convolutions with batch normalisation and a shortcut (He et al. 2015)."""

    def __init__(self, channels, filters, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, filters, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(filters)
        self.conv2 = nn.Conv2d(filters, filters, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(filters)
        self.shortcut = nn.Sequential()
        if stride != 1 or channels != filters:
            self.shortcut = nn.Sequential(nn.Conv2d(channels, filters, 1, stride, bias=False), nn.BatchNorm2d(filters))

    def forward(self, x):
        y = torch.relu(self.norm1(self.conv1(x)))
        return torch.relu(self.norm2(self.conv2(y)) + self.shortcut(x))


class ResNet18(nn.Module):
    """Takes bytes [images, height, width, 3]; gives classes."""

    def __init__(self, memory_format):
        super().__init__()
        self.memory_format = memory_format
        self.stem = nn.Sequential(nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU())
        blocks, channels = [], 64
        for filters in (64, 128, 256, 512):
            for number in range(2):
                blocks.append(Block(channels, filters, 2 if number == 0 and filters != 64 else 1))
                channels = filters
        self.blocks = nn.Sequential(*blocks)
        self.fc = nn.Linear(512, 10)

    def forward(self, pixels):
        x = ((pixels.permute(0, 3, 1, 2).float() / 255 - 0.5) / 0.25).contiguous(memory_format=self.memory_format)
        return self.fc(self.blocks(self.stem(x)).mean((2, 3))).argmax(1)


def captured(model, pixels):
    """The model as a CUDA graph that reads and writes the same memory each time."""
    warm = torch.cuda.Stream()
    with torch.cuda.stream(warm):
        for _ in range(3):
            model(pixels)
    torch.cuda.synchronize()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        classes = model(pixels)

    def replay(_):
        graph.replay()
        return classes

    return replay


def measure(call, seconds):
    """Median and 95th percentile of a call, in milliseconds, after a tenth of the time to warm up."""
    for share in (0.1, 1.0):
        times, begin = [], time.perf_counter()
        while len(times) < 20 or time.perf_counter() - begin < seconds * share:
            start = time.perf_counter()
            call()
            times.append((time.perf_counter() - start) * 1000)
    times.sort()
    return times[len(times) // 2], times[int(len(times) * 0.95)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--rows", action="store_true")
    options = parser.parse_args()
    cuda = options.device.startswith("cuda")
    if cuda and not torch.cuda.is_available():
        sys.exit("error: PyTorch finds no CUDA device")
    torch.manual_seed(5)
    if not options.rows:
        print("| runs on | images at once | probes | median | 95th percentile | images/s |\n|---|---|---|---|---|---|")
    for tf32 in (False, True) if cuda else (False,):
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = tf32
        for way in ("eager", "channels_last", "CUDA graph") if cuda else ("eager", "channels_last"):
            memory_format = torch.contiguous_format if way == "eager" else torch.channels_last
            model = ResNet18(memory_format).eval().to(options.device, memory_format=memory_format)
            for batch in (1, 32):
                host = torch.randint(0, 256, (batch, 32, 32, 3), dtype=torch.uint8)
                host = host.pin_memory() if cuda else host
                pixels = torch.empty_like(host, device=options.device)
                with torch.inference_mode():
                    run = captured(model, pixels) if way == "CUDA graph" else model

                    def call():
                        pixels.copy_(host, non_blocking=True)
                        run(pixels).cpu()

                    median, late = measure(call, options.seconds)
                name = f"PyTorch {torch.__version__}, {way}" + (f", TF32 {'on' if tf32 else 'off'}" if cuda else "")
                print(f"| {name} | {batch} | none | {median:.3f} | {late:.3f} | {batch * 1000 / median:.0f} |", flush=True)


if __name__ == "__main__":
    main()
