#!/bin/bash
# quick recipes
dev=/dev/nvme0n1; d=/mnt/scratch
mk() { mountpoint -q $d && umount $d; mkfs.ext4 -q -F -b $1 $dev 256M; mount -t ext4 -o $2 $dev $d; }
for opt in nobuffered_iomap buffered_iomap; do
 mk 1024 $opt
 truncate -s 4398046510080 $d/f; echo "$opt 8: $(xfs_io -c 'mmap -rw 4398046507008 3072' -c 'mread -v 4398046510000 4' -c 'mwrite -S 0x61 4398046510000 8' -c 'msync -s 4398046507008 3072' -c 'pread -v 4398046510000 8' $d/f 2>&1 | tail -3 | head -1)"
 xfs_io -f -c 'falloc -k 0 64m' $d/g; /bin/true
 perl -e 'open(F,"+<","/mnt/scratch/g"); require "syscall.ph" if 0; $r=syscall(1,fileno(F),8,100000); print "efault $r $!\n"' ; echo "$opt 6: $(du -k $d/g | cut -f1)"
 head -c 4000000 /dev/urandom > $d/t; sync
 a=$(awk '$3=="nvme0n1"{print $8}' /proc/diskstats); s=$(date +%s%N); for i in $(seq 500); do truncate -s $((4000000-i*1001)) $d/t; done; e=$(date +%s%N); b=$(awk '$3=="nvme0n1"{print $8}' /proc/diskstats); echo "$opt 7: $(((e-s)/1000000)) ms, writes $((b-a))"
 echo 1 > /sys/kernel/tracing/events/ext4/ext4_es_cache_extent/enable
 : > /sys/kernel/tracing/trace
 xfs_io -f -c 'pwrite -q 0 4096' $d/h; sync; ino=$(stat -c %i $d/h); echo "$opt 4: $(grep "ino $ino " /sys/kernel/tracing/trace | grep 'status H' | tail -2)"
 echo 0 > /sys/kernel/tracing/events/ext4/enable
 umount $d; e2fsck -fn $dev >/tmp/o 2>&1 && echo "$opt fsck ok" || cat /tmp/o
done
for opt in nodelalloc,nobuffered_iomap nodelalloc,buffered_iomap buffered_iomap; do
 mk 4096 $opt; dd if=/dev/zero bs=1M count=8 of=$d/a status=none; sync
 dd if=/dev/urandom bs=1M count=64 of=$d/b status=none; mv $d/b $d/a; sync -f /mnt; xfs_io -x -c 'shutdown' $d 2>/dev/null || xfs_io -x -c 'shutdown -f' $d
 umount $d; mount -t ext4 -o $opt $dev $d; echo "$opt 5: $(stat -c %s $d/a)"; umount $d; e2fsck -fn $dev >/tmp/o 2>&1 && echo fsck ok || tail -3 /tmp/o
done
dmesg | grep -E 'WARNING|BUG|EXT4-fs error|should not' | head
